import { Button, ErrorMessage, Heading, Inline, Stack, Text } from '@forge/react';
import { useState } from 'react';
import type { SettingsView } from '../../contract';
import { capitalized } from '../capitalized';
import { formatDate } from '../format-date';
import { providerName } from '../provider-name';
import { ConnectForm } from './connect-form';
import { DisconnectDialog } from './disconnect-dialog';
import type { PageEvent } from './page-state';

interface ConnectionSectionProps {
  view: SettingsView;
  connection: NonNullable<SettingsView['connection']>;
  dispatch: (event: PageEvent) => void;
}

/** Which key is set and what it opens, with the ways to replace and to forget it. */
export function ConnectionSection({ view, connection, dispatch }: ConnectionSectionProps) {
  const [open, setOpen] = useState<'replace' | 'disconnect' | undefined>();
  // The button that comes back when the form closes takes the focus that was in it.
  const [wasReplacing, setReplacing] = useState(false);
  const problem = view.problems.find(({ isOfKey }) => isOfKey);
  const { provider, places, shared } = connection;
  const { key, place } = provider.words;

  function replace() {
    setOpen('replace');
    setReplacing(true);
  }
  function connected(next: SettingsView) {
    setOpen(undefined);
    dispatch({ type: 'view-renewed', view: next });
  }
  return (
    <Stack space="space.100">
      <Heading as="h2" size="small">
        Connection
      </Heading>
      <Stack space="space.050">
        <Text>
          Connected to {providerName(provider)}
          {shared === undefined ? '' : ` by “${shared}”, a connection of the workspace`}.{' '}
          {capitalized(key)} set on {formatDate(connection.setAt)}.
        </Text>
        <Text color="color.text.subtle">
          It opens the {places.length === 1 ? place.one : place.many}{' '}
          {new Intl.ListFormat('en', { type: 'conjunction' }).format(places)}.
        </Text>
        {problem && <ErrorMessage>{`${problem.message} ${problem.remedy}`}</ErrorMessage>}
      </Stack>
      {open === 'replace' ? (
        <ConnectForm
          provider={provider}
          isSentTo
          onConnected={connected}
          onCancel={() => setOpen(undefined)}
        />
      ) : (
        <Inline space="space.100">
          {shared === undefined && (
            <Button autoFocus={wasReplacing} onClick={replace}>
              {`Replace ${key}`}
            </Button>
          )}
          <Button appearance="subtle" onClick={() => setOpen('disconnect')}>
            Disconnect
          </Button>
        </Inline>
      )}
      <DisconnectDialog
        isOpen={open === 'disconnect'}
        view={view}
        provider={provider}
        onDone={connected}
        onCancel={() => setOpen(undefined)}
      />
    </Stack>
  );
}
