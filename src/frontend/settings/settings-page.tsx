import { Box, Spinner, Stack, xcss } from '@forge/react';
import { useCallback, useEffect, useReducer } from 'react';
import { callSettings } from '../call-resolver';
import { NoAnswer } from '../no-answer';
import { Refusal } from '../refusal';
import { slowedDown, useRefresh } from '../use-refresh';
import { ConnectionSection } from './connection-section';
import { Disconnecting } from './disconnecting';
import { FirstRun } from './first-run';
import { CONNECT, focusAt } from './focus';
import { OptionsForm } from './options-form';
import { LeftOver } from './left-over';
import { nextPage, type OpenPage, type PageEvent } from './page-state';
import { ProblemList } from './problem-list';
import { StarterSection } from './starter-section';

const column = xcss({ maxWidth: '800px' });

/** How often the page looks how many previews are left while it disconnects. */
const DISCONNECTING_PACE_SECONDS = 3;

/** The settings of the previews of one repository. */
export function SettingsPage() {
  const [page, dispatch] = useReducer(nextPage, { type: 'loading' });
  const load = useCallback(async () => {
    dispatch(
      await callSettings('loadSettings').then(
        (result): PageEvent => ({ type: 'loaded', result }),
        (): PageEvent => ({ type: 'load-failed' }),
      ),
    );
  }, []);
  const read = useCallback(() => void load(), [load]);
  useEffect(read, [read]);

  const disconnecting = page.type === 'open' && page.view.disconnecting !== undefined;
  const failures = page.type === 'open' ? page.failures : 0;
  const pace = disconnecting ? slowedDown(DISCONNECTING_PACE_SECONDS, failures) : undefined;
  useRefresh(read, pace, page);

  function retry() {
    dispatch({ type: 'reload' });
    read();
  }
  switch (page.type) {
    case 'loading':
      return <Spinner size="large" label="Reading the settings" />;
    case 'no-answer':
      return <NoAnswer consequence="The settings could not be read." onRetry={retry} />;
    case 'refused':
      return <Refusal refused={page} onRetry={retry} />;
    case 'open':
      return (
        <Box xcss={column}>
          <Content page={page} dispatch={dispatch} />
        </Box>
      );
  }
}

function Content({ page, dispatch }: { page: OpenPage; dispatch: (event: PageEvent) => void }) {
  const { view } = page;
  if (view.disconnecting) return <Disconnecting page={page} dispatch={dispatch} />;
  if (!view.connection) {
    const isSentTo = focusAt(page.focus, CONNECT).isThere;
    return <FirstRun view={view} isSentTo={isSentTo} dispatch={dispatch} />;
  }
  return (
    <Stack space="space.400">
      <ProblemList view={view} />
      <LeftOver view={view} />
      <ConnectionSection view={view} connection={view.connection} dispatch={dispatch} />
      <StarterSection
        starter={view.starters[0]}
        provider={view.connection.provider.title}
        onRead={(next) => dispatch({ type: 'view-renewed', view: next })}
      />
      <OptionsForm page={page} dispatch={dispatch} />
    </Stack>
  );
}
