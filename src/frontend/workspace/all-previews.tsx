import { Button, Heading, Inline, List, ListItem, Stack, Text } from '@forge/react';
import type { PreviewTotals } from '../../contract';
import { callWorkspace } from '../call-resolver';
import { counted } from '../counted';
import { PreviewTable } from '../repository/preview-table';
import { OnDemand } from './on-demand';

/** Every preview of the workspace. It is read only for whoever wants to see it. */
export function AllPreviews() {
  return (
    <Stack space="space.200">
      <Heading as="h2" size="medium">
        Previews of all repositories
      </Heading>
      <OnDemand
        button="Show them"
        read={() => callWorkspace('listAllPreviews')}
        reading="Reading the previews"
        unread="The previews could not be read."
      >
        {({ view: { rows, totals } }, readAgain) => (
          <Stack space="space.200">
            <Totals totals={totals} />
            <PreviewTable rows={rows} />
            <Inline>
              <Button onClick={readAgain}>Read them again</Button>
            </Inline>
          </Stack>
        )}
      </OnDemand>
    </Stack>
  );
}

function Totals({
  totals: { running, waiting, failed, repositories, connections },
}: {
  totals: PreviewTotals;
}) {
  const others = [
    ...(waiting > 0 ? [`${waiting} ${waiting === 1 ? 'waits' : 'wait'}`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return (
    <Stack space="space.100">
      <Text>
        {`${counted(running, 'preview')} in ${counted(repositories, 'repository', 'repositories')}${others.length > 0 ? `; ${others.join(', ')}` : ''}.`}
      </Text>
      {connections.length > 0 && (
        <List type="unordered">
          {connections.map(({ title, running: over, most }) => (
            <ListItem key={title}>
              <Text>{`${title}: ${over}${most === undefined ? '' : ` of at most ${most}`}`}</Text>
            </ListItem>
          ))}
        </List>
      )}
    </Stack>
  );
}
