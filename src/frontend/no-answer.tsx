import { Button, SectionMessage, Stack, Text } from '@forge/react';

/** What a dialog says whose call got no answer. */
export const NO_ANSWER_IN_DIALOG = {
  type: 'refused',
  message: 'The app did not answer.',
  remedy: 'Close this and try again in a minute.',
} as const;

interface NoAnswerProps {
  /** What is now unknown or was not done, as one sentence. */
  consequence: string;
  onRetry: () => void;
}

/** Says that a call got no answer at all, and offers to make it again. */
export function NoAnswer({ consequence, onRetry }: NoAnswerProps) {
  return (
    <SectionMessage appearance="error" title="The app did not answer">
      <Stack space="space.100" alignInline="start">
        <Text>{consequence} This is mostly over within a minute.</Text>
        <Button onClick={onRetry}>Try again</Button>
      </Stack>
    </SectionMessage>
  );
}
