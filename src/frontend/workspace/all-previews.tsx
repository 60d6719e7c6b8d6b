import { Button, Heading, Inline, List, ListItem, Spinner, Stack, Text } from '@forge/react';
import { useState } from 'react';
import type { AllPreviewsResult, PreviewTotals } from '../../contract';
import { callWorkspace } from '../call-resolver';
import { counted } from '../counted';
import { NoAnswer } from '../no-answer';
import { Refusal } from '../refusal';
import { PreviewTable } from '../repository/preview-table';

type Read = 'closed' | 'loading' | 'no-answer' | AllPreviewsResult;

/** Every preview of the workspace. It is read only for whoever wants to see it. */
export function AllPreviews() {
  const [read, setRead] = useState<Read>('closed');
  function load() {
    setRead('loading');
    callWorkspace('listAllPreviews').then(setRead, () => setRead('no-answer'));
  }
  return (
    <Stack space="space.200">
      <Heading as="h2" size="medium">
        Previews of all repositories
      </Heading>
      <Body read={read} onLoad={load} />
    </Stack>
  );
}

function Body({ read, onLoad }: { read: Read; onLoad: () => void }) {
  if (read === 'loading') return <Spinner label="Reading the previews" />;
  if (read === 'no-answer') {
    return <NoAnswer consequence="The previews could not be read." onRetry={onLoad} />;
  }
  const again = (
    <Inline>
      <Button onClick={onLoad}>{read === 'closed' ? 'Show them' : 'Read them again'}</Button>
    </Inline>
  );
  if (read === 'closed') return again;
  if (read.type === 'refused') return <Refusal refused={read} onRetry={onLoad} />;
  const { rows, totals } = read.view;
  return (
    <Stack space="space.200">
      <Totals totals={totals} />
      <PreviewTable rows={rows} />
      {again}
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
