import { SectionMessage, Stack, Text } from '@forge/react';
import type { CardView } from '../../contract';
import { Example } from './example';
import { LogLink, LogTail } from './log-tail';

interface FailureDetailsProps extends Pick<CardView, 'tone'> {
  failure: NonNullable<CardView['failure']>;
}

/** What failed, where, what to do about it, and the last lines that it printed. */
export function FailureDetails({ failure, tone }: FailureDetailsProps) {
  // What the message names already is not said twice.
  const where = [failure.step, failure.pipelineStep]
    .filter((part) => part !== undefined && !failure.message.includes(part))
    .join(' › ');
  return (
    <Stack space="space.100">
      <SectionMessage appearance={tone === 'danger' ? 'error' : 'warning'}>
        <Stack space="space.075">
          {where && <Text weight="bold">{where}</Text>}
          <Text>{failure.message}</Text>
          <Text>{failure.remedy}</Text>
        </Stack>
      </SectionMessage>
      {failure.example && <Example example={failure.example} />}
      {failure.logTail && failure.logTail.length > 0 ? (
        <LogTail {...failure} lines={failure.logTail} />
      ) : (
        failure.logPage && <LogLink page={failure.logPage} />
      )}
    </Stack>
  );
}
