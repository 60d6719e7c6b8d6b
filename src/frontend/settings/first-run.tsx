import { Heading, Stack, Text } from '@forge/react';
import type { SettingsView } from '../../contract';
import { ConnectForm } from './connect-form';
import type { PageEvent } from './page-state';
import { ProblemList } from './problem-list';

interface FirstRunProps {
  view: SettingsView;
  dispatch: (event: PageEvent) => void;
}

/** The page before anything is connected: what one gets, and the one step to take. */
export function FirstRun({ view, dispatch }: FirstRunProps) {
  return (
    <Stack space="space.300">
      <ProblemList view={view} />
      <Stack space="space.100">
        <Heading size="medium">A running preview for every pull request</Heading>
        <Text>
          Each pull request gets its own running copy of this repository at Codesphere, renewed with
          every push and deleted when the pull request is merged or declined. Reviewers find the
          link in the pull request, and your pipelines stay as they are.
        </Text>
      </Stack>
      <Stack space="space.100">
        <Heading size="small">Connect Codesphere</Heading>
        <ConnectForm onConnected={(next) => dispatch({ type: 'connection-changed', view: next })} />
      </Stack>
    </Stack>
  );
}
