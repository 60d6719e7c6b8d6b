import { CodeBlock, SectionMessage, Stack, Text } from '@forge/react';
import type { CardView } from '../../contract';

interface FailureDetailsProps extends Pick<CardView, 'tone'> {
  failure: NonNullable<CardView['failure']>;
}

/** What failed, where, what to do about it, and the last lines that it printed. */
export function FailureDetails({ failure, tone }: FailureDetailsProps) {
  const where = [failure.step, failure.pipelineStep].filter(Boolean).join(' › ');
  return (
    <Stack space="space.100">
      <SectionMessage appearance={tone === 'danger' ? 'error' : 'warning'}>
        <Stack space="space.075">
          {where && <Text weight="bold">{where}</Text>}
          <Text>{failure.message}</Text>
          <Text>{failure.remedy}</Text>
        </Stack>
      </SectionMessage>
      {failure.logTail && failure.logTail.length > 0 && (
        <CodeBlock
          text={failure.logTail.join('\n')}
          language="text"
          showLineNumbers={false}
          shouldWrapLongLines
        />
      )}
    </Stack>
  );
}
