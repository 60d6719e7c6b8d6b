import { Heading, SectionMessage, Stack, Text } from '@forge/react';
import type { RepositoriesView, ShownConnection } from '../../../contract';
import { callWorkspace } from '../../call-resolver';
import { OnDemand } from '../on-demand';
import { SetUpForm } from './set-up-form';

interface SetUpSectionProps {
  connections: ShownConnection[];
  /** Something was set up. */
  onDone: () => void;
}

/** Switches previews on in many repositories at once. They are listed only for whoever wants that. */
export function SetUpSection(props: SetUpSectionProps) {
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
      <OnDemand
        button="Choose repositories"
        read={() => callWorkspace('listRepositories')}
        reading="Reading the repositories"
        unread="The repositories could not be read."
      >
        {({ view }) => <Repositories {...view} {...props} />}
      </OnDemand>
    </Stack>
  );
}

function Repositories({ rows, isWhole, ...rest }: RepositoriesView & SetUpSectionProps) {
  return (
    <Stack space="space.200">
      {!isWhole && (
        <SectionMessage appearance="warning">
          <Text>
            {`These are the first ${rows.length} repositories by name. Set up the others in their own settings.`}
          </Text>
        </SectionMessage>
      )}
      <SetUpForm rows={rows} {...rest} />
    </Stack>
  );
}
