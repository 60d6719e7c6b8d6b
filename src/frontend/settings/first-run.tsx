import { Heading, Stack, Text } from '@forge/react';
import { useState } from 'react';
import type { SettingsView } from '../../contract';
import { ProviderChoice } from '../provider-choice';
import { ProviderComparison } from '../provider-comparison';
import { providerName } from '../provider-name';
import { useName } from '../use-name';
import { ConnectForm } from './connect-form';
import type { PageEvent } from './page-state';
import { SharedConnections } from './shared-connections';
import { ProblemList } from './problem-list';
import { StarterSection } from './starter-section';

interface FirstRunProps {
  view: SettingsView;
  /** Whether it begins with the focus: something else was connected before. */
  isSentTo: boolean;
  dispatch: (event: PageEvent) => void;
}

/** The page before anything is connected: what one gets, and the one step to take. */
export function FirstRun({ view, isSentTo, dispatch }: FirstRunProps) {
  const { providers } = view;
  const [choice, setChoice] = useState<string>();
  const chosen = choice ?? providers[0]?.id;
  const { ofLabel, name } = useName();
  const provider = providers.find(({ id }) => id === chosen);
  return (
    <Stack space="space.300">
      <ProblemList view={view} />
      <Stack space="space.100">
        <Heading as="h2" size="medium">
          A running preview for every pull request
        </Heading>
        <Text>
          Each pull request gets its own running copy of this repository at{' '}
          {providers.length === 1 && provider ? providerName(provider) : 'a hosting provider'},
          renewed with every push and deleted when the pull request is merged or declined. Reviewers
          find the link in the pull request, and your pipelines stay as they are.
        </Text>
      </Stack>
      {providers.length > 1 && (
        <Stack space="space.100">
          <Heading as="h2" size="small" id="provider-heading" {...ofLabel}>
            Hosting provider
          </Heading>
          <ProviderChoice
            labelledBy={name}
            providers={providers}
            chosen={chosen}
            onChoose={setChoice}
          />
          <ProviderComparison providers={providers} />
        </Stack>
      )}
      {provider && (
        <StarterSection
          starter={view.starters.find((one) => one.provider === provider.id)}
          provider={provider.title}
          onRead={(next) => dispatch({ type: 'view-renewed', view: next })}
        />
      )}
      <SharedConnections
        shared={view.shared}
        onConnected={(next) => dispatch({ type: 'view-renewed', view: next })}
      />
      {view.shared.length > 0 && <Text>Or connect this repository with a key of its own:</Text>}
      {provider && (
        <Stack key={provider.id} space="space.100">
          <Heading as="h2" size="small">{`Connect ${providerName(provider)}`}</Heading>
          <ConnectForm
            provider={provider}
            // Whoever goes through the providers stays among them.
            isSentTo={isSentTo && choice === undefined}
            onConnected={(next) => dispatch({ type: 'view-renewed', view: next })}
          />
        </Stack>
      )}
    </Stack>
  );
}
