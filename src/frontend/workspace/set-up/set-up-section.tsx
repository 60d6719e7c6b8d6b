import { Button, Heading, Inline, SectionMessage, Spinner, Stack, Text } from '@forge/react';
import { useState } from 'react';
import type { RepositoriesResult, ShownConnection } from '../../../contract';
import { callWorkspace } from '../../call-resolver';
import { NoAnswer } from '../../no-answer';
import { Refusal } from '../../refusal';
import { SetUpForm } from './set-up-form';

interface SetUpSectionProps {
  connections: ShownConnection[];
  /** Something was set up. */
  onDone: () => void;
}

type Repositories = 'closed' | 'loading' | 'no-answer' | RepositoriesResult;

/** Switches previews on in many repositories at once. They are listed only for whoever wants that. */
export function SetUpSection({ connections, onDone }: SetUpSectionProps) {
  const [repositories, setRepositories] = useState<Repositories>('closed');
  function load() {
    setRepositories('loading');
    callWorkspace('listRepositories').then(setRepositories, () => setRepositories('no-answer'));
  }
  return (
    <Stack space="space.200">
      <Stack space="space.100">
        <Heading as="h2" size="medium">
          Set up many repositories
        </Heading>
        <Text>
          Choose repositories and switch previews on in all of them at once. Each keeps its own
          settings afterwards.
        </Text>
      </Stack>
      <Body repositories={repositories} connections={connections} onLoad={load} onDone={onDone} />
    </Stack>
  );
}

interface BodyProps extends SetUpSectionProps {
  repositories: Repositories;
  onLoad: () => void;
}

function Body({ repositories, connections, onLoad, onDone }: BodyProps) {
  if (repositories === 'closed') {
    return (
      <Inline>
        <Button onClick={onLoad}>Choose repositories</Button>
      </Inline>
    );
  }
  if (repositories === 'loading') return <Spinner label="Reading the repositories" />;
  if (repositories === 'no-answer') {
    return <NoAnswer consequence="The repositories could not be read." onRetry={onLoad} />;
  }
  if (repositories.type === 'refused') return <Refusal refused={repositories} onRetry={onLoad} />;
  const { rows, isWhole } = repositories.view;
  return (
    <Stack space="space.200">
      {!isWhole && (
        <SectionMessage appearance="warning">
          <Text>
            {`These are the first ${rows.length} repositories by name. Set up the others in their own settings.`}
          </Text>
        </SectionMessage>
      )}
      <SetUpForm rows={rows} connections={connections} onDone={onDone} />
    </Stack>
  );
}
