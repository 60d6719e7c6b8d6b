import { ErrorMessage, Heading, Inline, LoadingButton, Spinner, Stack, Text } from '@forge/react';
import { useState } from 'react';
import { counted } from '../counted';
import { providerName } from '../provider-name';
import { disconnect } from './disconnect';
import { LeftOver } from './left-over';
import type { OpenPage, PageEvent } from './page-state';
import { ProblemList } from './problem-list';

interface DisconnectingProps {
  page: OpenPage;
  dispatch: (event: PageEvent) => void;
}

/** Shown while previews are deleted before the key is forgotten. */
export function Disconnecting({ page, dispatch }: DisconnectingProps) {
  const [{ busy, problem }, setState] = useState<{ busy: boolean; problem?: string }>({
    busy: false,
  });
  const left = page.view.disconnecting?.left ?? 0;
  const provider = page.view.connection?.provider;

  async function leaveThemRunning() {
    setState({ busy: true });
    const answer = await disconnect('keep');
    if (answer.type === 'done') dispatch({ type: 'view-renewed', view: answer.view });
    else setState({ busy: false, problem: answer.problem });
  }
  return (
    <Stack space="space.200" alignInline="start">
      <ProblemList view={page.view} />
      <LeftOver view={page.view} />
      <Heading as="h2" size="medium">
        Disconnecting from {provider && providerName(provider)}
      </Heading>
      <Inline space="space.100" alignBlock="center">
        <Spinner size="small" label="Deleting previews" />
        <Text>
          {counted(left, 'preview')} left to delete. The {provider?.words.key} is deleted after
          that.
        </Text>
      </Inline>
      <Text color="color.text.subtle">
        {page.failures > 0
          ? 'The app cannot be asked right now. This page tries again by itself.'
          : 'This page follows by itself. You can leave it; the work goes on.'}
      </Text>
      <LoadingButton isLoading={busy} onClick={() => void leaveThemRunning()}>
        Leave the rest running
      </LoadingButton>
      {problem && <ErrorMessage>{problem}</ErrorMessage>}
    </Stack>
  );
}
