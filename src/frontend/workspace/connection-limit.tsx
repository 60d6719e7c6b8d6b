import { Label, Select, Stack } from '@forge/react';
import { useState } from 'react';
import type { ShownConnection, WorkspaceView } from '../../contract';
import { callWorkspace } from '../call-resolver';
import { FieldMessage } from '../field-message';
import { workspaceProblem } from './workspace-problem';

const COUNTS = [1, 2, 3, 5, 10, 20, 50, 100, 200];
const ANY = { value: 0, label: 'Any number' };

interface ConnectionLimitProps {
  connection: ShownConnection;
  onView: (view: WorkspaceView, changes: string[]) => void;
}

/** How many previews may run over a connection at once; a choice counts at once. */
export function ConnectionLimit({ connection: { id, most }, onView }: ConnectionLimitProps) {
  const [problem, setProblem] = useState<string | undefined>();
  const [isBusy, setBusy] = useState(false);
  const counts = [...new Set([...COUNTS, ...(most === undefined ? [] : [most])])];
  const options = [
    ANY,
    ...counts
      .sort((one, other) => one - other)
      .map((value) => ({ value, label: `At most ${value}` })),
  ];

  async function choose(value: number) {
    setBusy(true);
    const payload = value === ANY.value ? { id } : { id, most: value };
    const answer = await callWorkspace('limitConnection', payload).catch(() => undefined);
    setBusy(false);
    setProblem(answer?.type === 'view' ? undefined : workspaceProblem(answer));
    if (answer?.type === 'view') onView(answer.view, answer.changes);
  }
  return (
    <Stack>
      <Label labelFor={`most-${id}`}>Previews at once</Label>
      <Select
        inputId={`most-${id}`}
        options={options}
        value={options.find(({ value }) => value === (most ?? ANY.value)) ?? ANY}
        isDisabled={isBusy}
        isInvalid={problem !== undefined}
        onChange={(choice: { value: number } | null) => void choose(choice?.value ?? ANY.value)}
      />
      <FieldMessage error={problem}>
        Of all repositories that use it together. Those that there are stay when you choose fewer.
      </FieldMessage>
    </Stack>
  );
}
