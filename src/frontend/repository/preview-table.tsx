import {
  Box,
  Checkbox,
  Code,
  DynamicTable,
  Inline,
  Label,
  Link,
  Lozenge,
  Stack,
  Text,
  Textfield,
  xcss,
} from '@forge/react';
import { useState } from 'react';
import type { PreviewRow } from '../../contract';
import { counted } from '../counted';
import { SelectField } from '../fields/select-field';
import { formatDate } from '../format-date';
import { APPEARANCE } from '../tone';
import { useChosen } from '../use-chosen';
import { BulkActions } from './bulk-actions';
import type { ListAction } from './use-previews';

interface PreviewTableProps {
  rows: PreviewRow[];
  busy?: ListAction | undefined;
  /** Missing where nothing can be done with them. */
  act?: (action: ListAction, subjects: PreviewRow['subject'][]) => void;
}

const filter = xcss({ minWidth: '200px' });

const ROWS_A_PAGE = 20;
const EVERY_STATE = { label: 'Every state', value: '' };

/** The previews that a reader looks for, as rows to sort, choose and act on. */
export function PreviewTable({ rows: all, busy, act }: PreviewTableProps) {
  const [words, setWords] = useState('');
  const [state, setState] = useState(EVERY_STATE.value);
  const { ids: chosen, choose, clear } = useChosen();
  const states = [...new Set(all.map(({ title }) => title))].sort();
  const options = [EVERY_STATE, ...states.map((title) => ({ label: title, value: title }))];
  const shown = all.filter((row) => isMeant(row, words) && (!state || row.title === state));
  const marked = shown.filter(({ id }) => chosen.has(id));
  const isOfMany = all.some(({ repository }) => repository !== undefined);
  const anyEnds = all.some(({ livesUntil }) => livesUntil !== undefined);
  const isAny = act && all.some(({ actions }) => Object.values(actions).some(Boolean));

  function actOn(action: ListAction, rows: PreviewRow[]) {
    clear();
    act?.(
      action,
      rows.map(({ subject }) => subject),
    );
  }
  if (all.length === 0) {
    return <Text>There is no preview now. Each appears here once it begins to be deployed.</Text>;
  }
  return (
    <Stack space="space.200">
      <Inline space="space.200" alignBlock="end" shouldWrap>
        <Box xcss={filter}>
          <Label labelFor="words">
            {isOfMany ? 'Repository, number or branch' : 'Number or branch'}
          </Label>
          <Textfield id="words" onChange={({ target }) => setWords(String(target.value ?? ''))} />
        </Box>
        <Box xcss={filter}>
          <SelectField
            id="state"
            label="State"
            options={options}
            value={state}
            onChange={setState}
          />
        </Box>
        <Text color="color.text.subtle">
          {shown.length === all.length
            ? counted(shown.length, 'preview')
            : `${shown.length} of ${counted(all.length, 'preview')}`}
        </Text>
      </Inline>
      {isAny && (
        <BulkActions
          rows={marked}
          busy={busy}
          isAll={marked.length === shown.length && shown.length > 0}
          onAll={(isChosen) =>
            choose(
              shown.map(({ id }) => id),
              isChosen,
            )
          }
          onAct={actOn}
        />
      )}
      <DynamicTable
        head={{
          cells: [
            ...(isOfMany ? [{ key: 'repository', content: 'Repository', isSortable: true }] : []),
            { key: 'subject', content: 'Preview of', isSortable: true },
            { key: 'state', content: 'State', isSortable: true },
            { key: 'since', content: 'Since', isSortable: true },
            ...(anyEnds ? [{ key: 'until', content: 'Until', isSortable: true }] : []),
          ],
        }}
        rows={shown.map((row) => ({
          key: row.id,
          cells: [
            ...(isOfMany ? [{ key: row.repository ?? '', content: row.repository ?? '' }] : []),
            {
              key: orderOf(row),
              content: (
                <SubjectCell
                  row={row}
                  {...(isAny
                    ? {
                        isChosen: chosen.has(row.id),
                        onChoose: (isChosen: boolean) => choose([row.id], isChosen),
                      }
                    : {})}
                />
              ),
            },
            { key: row.title, content: <StateCell row={row} /> },
            {
              key: String(row.updatedAt ?? 0),
              content: row.updatedAt === undefined ? '' : formatDate(row.updatedAt),
            },
            ...(anyEnds
              ? [
                  {
                    key: String(row.livesUntil ?? Number.MAX_SAFE_INTEGER),
                    content: row.livesUntil === undefined ? '' : formatDate(row.livesUntil),
                  },
                ]
              : []),
          ],
        }))}
        rowsPerPage={ROWS_A_PAGE}
        emptyView={<Text>No preview fits what you search for.</Text>}
      />
    </Stack>
  );
}

/** What a person calls it. */
function nameOf({ subject }: PreviewRow): string {
  return subject.kind === 'branch' ? subject.name : `#${subject.id}`;
}

/** Numbers sort as numbers, after branches. */
function orderOf({ subject }: PreviewRow): string {
  return subject.kind === 'branch' ? ` ${subject.name}` : String(subject.id).padStart(9, '0');
}

function isMeant(row: PreviewRow, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  const called = [nameOf(row), row.branch, row.repository ?? ''];
  return called.some((one) => one.toLowerCase().includes(wanted));
}

interface SubjectCellProps {
  row: PreviewRow;
  /** Whether it is chosen, for those who may do something with it. */
  isChosen?: boolean;
  onChoose?: (isChosen: boolean) => void;
}

/** What it is a preview of. Its name is the label of the box that chooses it, where there is one. */
function SubjectCell({ row, isChosen = false, onChoose }: SubjectCellProps) {
  const name = nameOf(row);
  if (!onChoose) {
    return (
      <Stack>
        <Link href={row.pageUrl} openNewTab>
          {name}
        </Link>
        {row.branch !== name && <Text size="small">{row.branch}</Text>}
      </Stack>
    );
  }
  return (
    <Stack>
      <Checkbox
        label={name}
        isChecked={isChosen}
        onChange={({ target }) => onChoose(target.checked === true)}
      />
      <Text size="small">
        <Link href={row.pageUrl} openNewTab>
          {row.branch === name ? 'Branch' : row.branch}
        </Link>
      </Text>
    </Stack>
  );
}

function StateCell({ row }: { row: PreviewRow }) {
  return (
    <Stack space="space.050">
      <Inline space="space.100" alignBlock="center" shouldWrap>
        <Lozenge appearance={APPEARANCE[row.tone]}>{row.title}</Lozenge>
        {row.url && (
          <Link href={row.url} openNewTab>
            Open preview
          </Link>
        )}
        {!row.url && row.providerPage && (
          <Link href={row.providerPage.url} openNewTab>
            View in {row.providerPage.title}
          </Link>
        )}
      </Inline>
      {(row.commit ?? row.cost) && (
        <Text size="small" color="color.text.subtle">
          {row.commit && <Code>{row.commit}</Code>}
          {row.commit && row.cost && ' '}
          {row.cost && `${row.cost.title}, ${row.cost.price}`}
        </Text>
      )}
      {row.message && <Text size="small">{row.message}</Text>}
    </Stack>
  );
}
