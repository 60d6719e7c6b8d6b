import { Inline, LoadingButton, Stack, Text } from '@forge/react';
import { useState } from 'react';
import type { RepositoryRow, ShownConnection } from '../../../contract';
import { ConfirmDialog } from '../../confirm-dialog';
import { counted } from '../../counted';
import { SelectField } from '../../fields/select-field';
import { useChosen } from '../../use-chosen';
import { BeginWith } from './begin-with';
import { RepositoryList } from './repository-list';
import { SetUpResults } from './set-up-results';
import { useChoices } from './use-choices';
import { useSetUp } from './use-set-up';

interface SetUpFormProps {
  rows: RepositoryRow[];
  connections: ShownConnection[];
  onDone: () => void;
}

/** Which repositories, with which connection, and what they begin with. */
export function SetUpForm({ rows, connections, onDone }: SetUpFormProps) {
  const { ids: chosen, choose, clear } = useChosen();
  const [connectionId, setConnection] = useState(connections[0]?.id ?? '');
  const [modelId, setModel] = useState<string | undefined>();
  const [isAsking, setAsking] = useState(false);
  const [ready, setReady] = useState<ReadonlySet<string>>(new Set());
  const { state, setUp } = useSetUp();
  const choices = useChoices(connectionId);
  const connection = connections.find(({ id }) => id === connectionId);
  const provider = connection?.provider;
  if (!connection || !provider) return null;
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  const open = rows.filter((row) => row.provider === undefined && !ready.has(row.id));
  const models = rows.filter((row) => row.isModel && row.provider === provider.id);
  const model = models.find(({ id }) => id === modelId);
  const isReady = model !== undefined || choices.fields !== undefined;
  const isBusy = state.progress !== undefined;
  const repositories = open.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const count = counted(repositories.length, 'repository', 'repositories');

  async function start(connectionOf: string) {
    setAsking(false);
    const begin = model ? { model: model.id } : { options: choices.sent() };
    const results = await setUp({ connection: connectionOf, ...begin }, repositories);
    const done = results.filter(({ problem }) => problem === undefined).map(({ id }) => id);
    setReady(new Set([...ready, ...done]));
    if (done.length === 0) return;
    clear();
    onDone();
  }
  if (open.length === 0) {
    return (
      <Stack space="space.200">
        <SetUpResults state={state} nameOf={(id) => names.get(id) ?? id} />
        <Text>Every repository that you see is set up.</Text>
      </Stack>
    );
  }
  return (
    <Stack space="space.200">
      {connections.length > 1 && (
        <SelectField
          id="set-up-connection"
          label="Connection"
          options={connections.map(({ id, title }) => ({ label: title, value: id }))}
          value={connection.id}
          isDisabled={isBusy}
          onChange={setConnection}
        />
      )}
      <BeginWith
        choices={choices}
        models={models}
        model={model?.id}
        errors={state.errors}
        isDisabled={isBusy}
        onModel={setModel}
      />
      <RepositoryList rows={open} chosen={chosen} isDisabled={isBusy} onChoose={choose} />
      <Inline>
        <LoadingButton
          appearance="primary"
          isLoading={isBusy}
          isDisabled={!isBusy && (repositories.length === 0 || !isReady)}
          onClick={() => setAsking(true)}
        >
          {repositories.length === 0 ? 'Switch previews on' : `Switch previews on in ${count}`}
        </LoadingButton>
      </Inline>
      <SetUpResults state={state} nameOf={(id) => names.get(id) ?? id} />
      <ConfirmDialog
        question={
          isAsking
            ? {
                title: `Switch previews on in ${count}?`,
                consequence: `Each open pull request there gets a preview at ${provider.title}, as its rules allow. What it costs, the provider bills.`,
                yes: 'Switch previews on',
                appearance: 'primary',
              }
            : undefined
        }
        onConfirm={() => void start(connection.id)}
        onCancel={() => setAsking(false)}
      />
    </Stack>
  );
}
