import { Button, Checkbox, Inline, LoadingButton } from '@forge/react';
import { useState } from 'react';
import { MOST_AT_ONCE, type PreviewRow } from '../../contract';
import { ConfirmDialog } from '../confirm-dialog';
import { counted } from '../counted';
import type { ListAction } from './use-previews';

interface BulkActionsProps {
  /** Those that are chosen. */
  rows: PreviewRow[];
  busy: ListAction | undefined;
  /** Every one that is shown is chosen. */
  isAll: boolean;
  onAll: (isChosen: boolean) => void;
  onAct: (action: ListAction, rows: PreviewRow[]) => void;
}

const WORDS: Record<ListAction, string> = {
  redeploy: 'Redeploy',
  extend: 'Extend',
  keep: 'Keep',
  keepNoLonger: 'Keep no longer',
  delete: 'Delete',
};

const ACTIONS = Object.keys(WORDS) as ListAction[];

/** Chooses all that is shown, and does one thing with those that are chosen and can take it. */
export function BulkActions({ rows, busy, isAll, onAll, onAct }: BulkActionsProps) {
  const [isAsking, setAsking] = useState(false);
  const able = (action: ListAction) => rows.filter(({ actions }) => actions[action]);
  const deletable = able('delete');

  function begin(action: ListAction) {
    if (action === 'delete') setAsking(true);
    else onAct(action, able(action));
  }
  return (
    <Inline space="space.100" alignBlock="center" shouldWrap>
      <Checkbox
        label="Choose all"
        isChecked={isAll}
        onChange={({ target }) => onAll(target.checked === true)}
      />
      {ACTIONS.map((action) => {
        const { length } = able(action);
        // What nothing that is chosen can take is not offered; the common ones stay where they are.
        if (length === 0 && !['redeploy', 'delete'].includes(action)) return null;
        return (
          <LoadingButton
            key={action}
            spacing="compact"
            isLoading={busy === action}
            isDisabled={
              length === 0 || length > MOST_AT_ONCE || (busy !== undefined && busy !== action)
            }
            onClick={() => begin(action)}
          >
            {length > 0 ? `${WORDS[action]} ${length}` : WORDS[action]}
          </LoadingButton>
        );
      })}
      {rows.length > 0 && (
        <Button spacing="compact" appearance="subtle" onClick={() => onAll(false)}>
          Choose none
        </Button>
      )}
      <ConfirmDialog
        question={
          isAsking
            ? {
                title: `Delete ${counted(deletable.length, 'preview')}?`,
                consequence:
                  'Their environments are deleted, with all data in them. Each gets a new one with the next push, or when somebody chooses Redeploy.',
                yes: 'Delete previews',
                appearance: 'danger',
              }
            : undefined
        }
        onConfirm={() => {
          setAsking(false);
          onAct('delete', deletable);
        }}
        onCancel={() => setAsking(false)}
      />
    </Inline>
  );
}
