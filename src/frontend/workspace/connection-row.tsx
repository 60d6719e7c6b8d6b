import { Button, ErrorMessage, Heading, Inline, Stack, Text } from '@forge/react';
import { useState } from 'react';
import type { ConnectableProvider, ShownConnection, WorkspaceView } from '../../contract';
import { callWorkspace } from '../call-resolver';
import { capitalized } from '../capitalized';
import { ConfirmDialog } from '../confirm-dialog';
import { counted } from '../counted';
import { CredentialsForm } from '../credentials-form';
import { formatDate } from '../format-date';
import { PersonName } from '../person-name';
import { ConnectionLimit } from './connection-limit';
import { workspaceProblem } from './workspace-problem';

interface ConnectionRowProps {
  connection: ShownConnection;
  onView: (view: WorkspaceView, changes: string[]) => void;
}

/** One connection: what it opens, who set its key, who uses it, with the ways to replace and remove it. */
export function ConnectionRow({ connection, onView }: ConnectionRowProps) {
  const { id, title, provider, places, setAt, setBy, repositories } = connection;
  const [open, setOpen] = useState<'replace' | 'remove' | undefined>();
  // The button that comes back when the form closes takes the focus that was in it.
  const [wasReplacing, setReplacing] = useState(false);
  const [problem, setProblem] = useState<string | undefined>();

  function begin() {
    setOpen('replace');
    setReplacing(true);
  }
  async function replace(credentials: Record<string, string>) {
    const answer = await callWorkspace('replaceKey', { id, credentials }).catch(() => undefined);
    if (answer?.type !== 'view') return workspaceProblem(answer);
    setOpen(undefined);
    onView(answer.view, answer.changes);
    return undefined;
  }
  async function remove() {
    setOpen(undefined);
    const answer = await callWorkspace('removeConnection', { id }).catch(() => undefined);
    if (answer?.type === 'view') onView(answer.view, answer.changes);
    else setProblem(workspaceProblem(answer));
  }
  return (
    <Stack space="space.100">
      <Heading as="h3" size="small">
        {title}
      </Heading>
      <Stack space="space.050">
        <Text>
          {provider?.title ?? 'A provider that this version of the app does not have'}.{' '}
          {capitalized(provider?.words.key ?? 'key')} set by <PersonName accountId={setBy} /> on{' '}
          {formatDate(setAt)}.
        </Text>
        <Text color="color.text.subtle">
          It opens{provider ? ` the ${placeWord(provider, places)}` : ''}{' '}
          {new Intl.ListFormat('en', { type: 'conjunction' }).format(places)}.{' '}
          {repositories === 0
            ? 'No repository uses it.'
            : `${counted(repositories, 'repository', 'repositories')} ${repositories === 1 ? 'uses' : 'use'} it.`}
        </Text>
        {problem && <ErrorMessage>{problem}</ErrorMessage>}
      </Stack>
      <ConnectionLimit connection={connection} onView={onView} />
      {open === 'replace' && provider ? (
        <CredentialsForm
          provider={provider}
          isSentTo
          submit={replace}
          onCancel={() => setOpen(undefined)}
        />
      ) : (
        <Inline space="space.100">
          {provider && (
            <Button autoFocus={wasReplacing} onClick={begin}>
              {`Replace ${provider.words.key}`}
            </Button>
          )}
          <Button appearance="subtle" onClick={() => setOpen('remove')}>
            Remove
          </Button>
        </Inline>
      )}
      <ConfirmDialog
        question={
          open === 'remove'
            ? {
                title: `Remove ${title}?`,
                consequence:
                  'The app deletes its key. A connection that a repository uses stays until that repository is disconnected.',
                yes: 'Remove connection',
                appearance: 'danger',
              }
            : undefined
        }
        onConfirm={() => void remove()}
        onCancel={() => setOpen(undefined)}
      />
    </Stack>
  );
}

function placeWord({ words }: ConnectableProvider, places: string[]): string {
  return places.length === 1 ? words.place.one : words.place.many;
}
