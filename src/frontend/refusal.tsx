import { Button, Link, SectionMessage, Stack, Text } from '@forge/react';
import type { ProviderPage, Refused } from '../contract';

interface RefusalProps {
  refused: Pick<Refused, 'message' | 'remedy'> & { page?: ProviderPage };
  onRetry?: () => void;
}

/** Something that was refused or is wrong, and what the reader can do about it. */
export function Refusal({ refused, onRetry }: RefusalProps) {
  return (
    <SectionMessage appearance="warning">
      <Stack space="space.100" alignInline="start">
        <Text weight="medium">{refused.message}</Text>
        <Text>{refused.remedy}</Text>
        {refused.page && (
          <Link href={refused.page.url} openNewTab>
            View in {refused.page.title}
          </Link>
        )}
        {onRetry && <Button onClick={onRetry}>Try again</Button>}
      </Stack>
    </SectionMessage>
  );
}
