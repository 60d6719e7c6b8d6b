import { Box, Icon, Inline, Spinner, Stack, Text, xcss } from '@forge/react';
import { formatDuration, type CardView, type StepRecord } from '../../contract';

const mark = xcss({ width: '16px' });
const belowTitle = xcss({ paddingInlineStart: 'space.300' });

type StepListProps = Pick<CardView, 'steps' | 'tone' | 'now'>;

/** The steps of the deployment with their times, while it works and after it failed. */
export function StepList({ steps, tone, now }: StepListProps) {
  const settled = steps.every((step) => step.state === 'done' || step.state === 'skipped');
  if (steps.length === 0 || (settled && (tone === 'success' || tone === 'neutral'))) return null;
  return (
    <Stack space="space.075">
      {steps.map((step) => (
        <Stack key={step.id} space="space.025">
          <Inline space="space.100" alignBlock="center" spread="space-between">
            <Inline space="space.075" alignBlock="center">
              <Box xcss={mark}>
                <Mark state={step.state} />
              </Box>
              <Text color={step.state === 'waiting' ? 'color.text.subtlest' : 'color.text'}>
                {step.title}
              </Text>
            </Inline>
            <Text size="small" color="color.text.subtlest">
              {timeOf(step, now)}
            </Text>
          </Inline>
          {step.detail && step.state === 'running' && (
            <Box xcss={belowTitle}>
              <Text size="small" color="color.text.subtle">
                {step.detail}
              </Text>
            </Box>
          )}
        </Stack>
      ))}
    </Stack>
  );
}

function Mark({ state }: Pick<StepRecord, 'state'>) {
  switch (state) {
    case 'running':
      return <Spinner size="small" label="Running" />;
    case 'done':
      return <Icon glyph="status-success" size="small" color="color.icon.success" label="Done" />;
    case 'failed':
      return <Icon glyph="status-error" size="small" color="color.icon.danger" label="Failed" />;
    case 'skipped':
      return <Icon glyph="minus" size="small" color="color.icon.subtle" label="Skipped" />;
    case 'waiting':
      return <Icon glyph="task-to-do" size="small" color="color.icon.subtle" label="Not started" />;
  }
}

function timeOf(step: StepRecord, now: number): string {
  if (step.state === 'skipped') return 'skipped';
  if (step.startedAt === undefined) return '';
  return formatDuration((step.endedAt ?? now) - step.startedAt);
}
