import { ErrorMessage, Heading, LoadingButton, RadioGroup, Stack, Text } from '@forge/react';
import { useState } from 'react';
import type { SettingsView } from '../../contract';
import { callSettings } from '../call-resolver';
import { useName } from '../use-name';
import { connectProblem } from './connect-form';

interface SharedConnectionsProps {
  shared: SettingsView['shared'];
  onConnected: (view: SettingsView) => void;
}

/** What the workspace has connected: a repository uses it without seeing its key. */
export function SharedConnections({ shared, onConnected }: SharedConnectionsProps) {
  const [chosen, setChosen] = useState(shared[0]?.id);
  const [{ busy, problem }, setState] = useState<{ busy: boolean; problem?: string }>({
    busy: false,
  });
  const { ofLabel, name } = useName();
  if (chosen === undefined) return null;

  async function connect(id: string) {
    setState({ busy: true });
    const answer = await callSettings('useConnection', { id }).catch(() => undefined);
    if (answer?.type === 'saved') onConnected(answer.view);
    else setState({ busy: false, problem: connectProblem(answer) });
  }
  return (
    <Stack space="space.100" alignInline="start">
      <Heading as="h2" size="small" id="shared-heading" {...ofLabel}>
        Use a connection of the workspace
      </Heading>
      <Text>An owner of the workspace connected it for all repositories. You need no key.</Text>
      <RadioGroup
        name="shared"
        {...(name === undefined ? {} : { 'aria-labelledby': name })}
        value={chosen}
        options={shared.map(({ id, title, provider, places }) => ({
          name: 'shared',
          value: id,
          label: `${title}: ${provider}, ${places.join(', ')}`,
        }))}
        onChange={({ target }) => setChosen(String(target.value ?? ''))}
      />
      {problem && <ErrorMessage>{problem}</ErrorMessage>}
      <LoadingButton appearance="primary" isLoading={busy} onClick={() => void connect(chosen)}>
        Use this connection
      </LoadingButton>
    </Stack>
  );
}
