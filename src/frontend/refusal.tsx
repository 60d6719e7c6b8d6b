import { Button, Link, SectionMessage, Stack, Text } from '@forge/react';
import type { Refused } from '../contract';

interface RefusalProps {
  refused: Pick<Refused, 'message' | 'remedy'> & { pageUrl?: string };
  onRetry?: () => void;
}

/** Something that was refused or is wrong, and what the reader can do about it. */
export function Refusal({ refused, onRetry }: RefusalProps) {
  return (
    <SectionMessage appearance="warning">
      <Stack space="space.100" alignInline="start">
        <Text weight="medium">{refused.message}</Text>
        <Text>{refused.remedy}</Text>
        {refused.pageUrl && (
          <Link href={refused.pageUrl} openNewTab>
            View in Codesphere
          </Link>
        )}
        {onRetry && <Button onClick={onRetry}>Try again</Button>}
      </Stack>
    </SectionMessage>
  );
}
