import { Button, ErrorMessage, Heading, Inline, Stack, Text } from '@forge/react';
import { useState } from 'react';
import type { SettingsView } from '../../contract';
import { formatDate } from '../format-date';
import { ConnectForm } from './connect-form';
import { DisconnectDialog } from './disconnect-dialog';
import { problemAt } from './field-message';
import type { PageEvent } from './page-state';

interface ConnectionSectionProps {
  view: SettingsView;
  connection: NonNullable<SettingsView['connection']>;
  dispatch: (event: PageEvent) => void;
}

/** Which key is set and what it opens, with the ways to replace and to forget it. */
export function ConnectionSection({ view, connection, dispatch }: ConnectionSectionProps) {
  const [open, setOpen] = useState<'replace' | 'disconnect' | undefined>();
  const problem = problemAt(view.problems, 'token');
  const teams = connection.teams.map((team) => team.name);

  function connected(next: SettingsView) {
    setOpen(undefined);
    dispatch({ type: 'connection-changed', view: next });
  }
  return (
    <Stack space="space.100">
      <Heading size="small">Connection</Heading>
      <Stack space="space.050">
        <Text>
          Connected to {connection.providerTitle}. API key set on {formatDate(connection.setAt)}.
        </Text>
        <Text color="color.text.subtle">
          {teams.length === 1 ? 'It opens the team ' : 'It opens the teams '}
          {new Intl.ListFormat(undefined, { type: 'conjunction' }).format(teams)}.
        </Text>
        {problem && <ErrorMessage>{problem}</ErrorMessage>}
      </Stack>
      {open === 'replace' ? (
        <ConnectForm onConnected={connected} onCancel={() => setOpen(undefined)} />
      ) : (
        <Inline space="space.100">
          <Button onClick={() => setOpen('replace')}>Replace key</Button>
          <Button appearance="subtle" onClick={() => setOpen('disconnect')}>
            Disconnect
          </Button>
        </Inline>
      )}
      <DisconnectDialog
        isOpen={open === 'disconnect'}
        view={view}
        onDone={connected}
        onCancel={() => setOpen(undefined)}
      />
    </Stack>
  );
}
