import { Box, Heading, SectionMessage, Spinner, Stack, Text, xcss } from '@forge/react';
import { useCallback, useEffect, useState } from 'react';
import type { Refused, WorkspaceResult, WorkspaceView } from '../../contract';
import { callWorkspace } from '../call-resolver';
import { NoAnswer } from '../no-answer';
import { LayerSection } from '../layer/layer-section';
import { Refusal } from '../refusal';
import { AllPreviews } from './all-previews';
import { AddConnection } from './add-connection';
import { ConnectionRow } from './connection-row';
import { SetUpSection } from './set-up/set-up-section';

const column = xcss({ maxWidth: '800px' });

type Page =
  | { type: 'loading' }
  | { type: 'no-answer' }
  | Refused
  | { type: 'open'; view: WorkspaceView; changes: string[] };

function pageOf(result: WorkspaceResult): Page {
  if (result.type === 'view') return { ...result, type: 'open' };
  if (result.type === 'refused') return result;
  const message = result.errors.map((error) => error.message).join(' ');
  return { type: 'refused', message, remedy: 'Load the page again.' };
}

/** What is connected for all repositories of a workspace. */
export function WorkspacePage() {
  const [page, setPage] = useState<Page>({ type: 'loading' });
  const load = useCallback(() => {
    setPage({ type: 'loading' });
    callWorkspace('loadConnections').then(
      (result) => setPage(pageOf(result)),
      () => setPage({ type: 'no-answer' }),
    );
  }, []);
  useEffect(load, [load]);
  // What is shown stays, whatever comes: it was right when it was read.
  function refresh() {
    callWorkspace('loadConnections').then(
      (result) => result.type === 'view' && setPage(pageOf(result)),
      () => undefined,
    );
  }
  switch (page.type) {
    case 'loading':
      return <Spinner size="large" label="Reading the connections" />;
    case 'no-answer':
      return <NoAnswer consequence="The connections could not be read." onRetry={load} />;
    case 'refused':
      return <Refusal refused={page} onRetry={load} />;
    case 'open':
      return (
        <Box xcss={column}>
          <Stack space="space.600">
            <Connections
              view={page.view}
              changes={page.changes}
              onView={(view, changes) => setPage({ type: 'open', view, changes })}
            />
            {page.view.connections.some(({ provider }) => provider) && (
              <SetUpSection
                connections={page.view.connections.filter(({ provider }) => provider)}
                onDone={refresh}
              />
            )}
            <Rules />
            <AllPreviews />
          </Stack>
        </Box>
      );
  }
}

/** What holds for the previews of all repositories. */
function Rules() {
  return (
    <Stack space="space.300">
      <Stack space="space.100">
        <Heading as="h2" size="medium">
          Rules for all repositories
        </Heading>
        <Text>
          Each project and each repository can set a rule otherwise in its own settings, unless you
          keep it from that.
        </Text>
      </Stack>
      <LayerSection where="in this workspace" whom="Projects and repositories" level="h3" />
    </Stack>
  );
}

interface ConnectionsProps {
  view: WorkspaceView;
  changes: string[];
  onView: (view: WorkspaceView, changes: string[]) => void;
}

function Connections({ view, changes, onView }: ConnectionsProps) {
  const { connections } = view;
  return (
    <Stack space="space.400">
      <Stack space="space.100">
        <Heading as="h2" size="medium">
          Hosting providers for all repositories
        </Heading>
        <Text>
          Connect a provider here once, and every repository of the workspace can use it: its admin
          chooses the connection in Repository settings, under Previews, and never sees the key. A
          repository can also have a key of its own.
        </Text>
      </Stack>
      {changes.map((change) => (
        <SectionMessage key={change} appearance="success">
          <Text>{change}</Text>
        </SectionMessage>
      ))}
      {connections.map((connection) => (
        <ConnectionRow key={connection.id} connection={connection} onView={onView} />
      ))}
      <AddConnection
        providers={view.providers}
        isFirst={connections.length === 0}
        onView={onView}
      />
    </Stack>
  );
}
