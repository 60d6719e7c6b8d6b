import DynamicTable from '@atlaskit/dynamic-table';
import type { ComponentProps } from 'react';
import type { ForgeNode } from '../frame/messages';
import { callbackProp, pick, textProp } from './draw-props';
import { drawChildren, drawProp, wrapped, type Drawings } from './draw-node';

type TableProps = ComponentProps<typeof DynamicTable>;

/** Head and rows arrive as nodes, `ContentWrapper` → `Row` → `Cell`, and become props again. */
export const tableDrawings: Drawings = {
  DynamicTable: ({ node }) => {
    const head = wrapped(node, 'head');
    const onSort = callbackProp(node.props, 'onSetPage');
    return (
      <DynamicTable
        {...pick<TableProps>(node.props, [
          'caption',
          'defaultPage',
          'defaultSortKey',
          'defaultSortOrder',
          'highlightedRowIndex',
          'isFixedSize',
          'isLoading',
          'label',
          'loadingSpinnerSize',
          'page',
          'rowsPerPage',
          'sortKey',
          'sortOrder',
          'testId',
        ])}
        {...(head && head.children.length > 0
          ? { head: { cells: head.children.map(cellOf) } }
          : {})}
        rows={(wrapped(node, 'rows')?.children ?? []).map((row, index) => ({
          ...pick<{ isHighlighted: boolean }>(row.props, ['isHighlighted']),
          key: textProp(row.props, 'rowKey') ?? String(index),
          cells: row.children.map(cellOf),
        }))}
        emptyView={<>{drawProp(node.props.emptyView)}</>}
        onSetPage={(page) => void onSort?.(page)}
      />
    );
  },
};

function cellOf(cell: ForgeNode, index: number) {
  return {
    ...pick<{ colSpan: number; isSortable: boolean; shouldTruncate: boolean; width: number }>(
      cell.props,
      ['colSpan', 'isSortable', 'shouldTruncate', 'width'],
    ),
    key: textProp(cell.props, 'cellKey') ?? String(index),
    content: <>{drawChildren(cell)}</>,
  };
}
