import { Heading, Stack, Text } from '@forge/react';
import { useState } from 'react';
import type { SettingsView } from '../../contract';
import { ProviderChoice } from '../provider-choice';
import { ConnectForm } from './connect-form';
import type { PageEvent } from './page-state';
import { SharedConnections } from './shared-connections';
import { ProblemList } from './problem-list';

interface FirstRunProps {
  view: SettingsView;
  dispatch: (event: PageEvent) => void;
}

/** The page before anything is connected: what one gets, and the one step to take. */
export function FirstRun({ view, dispatch }: FirstRunProps) {
  const { providers } = view;
  const [chosen, setChosen] = useState(providers[0]?.id);
  const provider = providers.find(({ id }) => id === chosen);
  return (
    <Stack space="space.300">
      <ProblemList view={view} />
      <Stack space="space.100">
        <Heading size="medium">A running preview for every pull request</Heading>
        <Text>
          Each pull request gets its own running copy of this repository at{' '}
          {providers.length === 1 ? provider?.title : 'a hosting provider'}, renewed with every push
          and deleted when the pull request is merged or declined. Reviewers find the link in the
          pull request, and your pipelines stay as they are.
        </Text>
      </Stack>
      <SharedConnections
        shared={view.shared}
        onConnected={(next) => dispatch({ type: 'connection-changed', view: next })}
      />
      {view.shared.length > 0 && <Text>Or connect this repository with a key of its own:</Text>}
      {providers.length > 1 && (
        <Stack space="space.100">
          <Heading size="small">Hosting provider</Heading>
          <ProviderChoice providers={providers} chosen={chosen} onChoose={setChosen} />
        </Stack>
      )}
      {provider && (
        <Stack key={provider.id} space="space.100">
          <Heading size="small">{`Connect ${provider.title}`}</Heading>
          <ConnectForm
            provider={provider}
            onConnected={(next) => dispatch({ type: 'connection-changed', view: next })}
          />
        </Stack>
      )}
    </Stack>
  );
}
