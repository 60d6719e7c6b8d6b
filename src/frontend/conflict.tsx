import { Button, Inline, SectionMessage, Stack, Text } from '@forge/react';
import type { ReactNode } from 'react';

interface ConflictProps {
  /** Who saved meanwhile, and what that changed. */
  children: ReactNode;
  onTheirs: () => void;
  onMine: () => void;
}

/** Says that somebody else saved before, and asks with which of both to go on. */
export function Conflict({ children, onTheirs, onMine }: ConflictProps) {
  return (
    <SectionMessage appearance="warning" title="Not saved yet">
      <Stack space="space.100" alignInline="start">
        <Text>{children}</Text>
        <Text>What you typed is still here. Nothing of it was stored.</Text>
        <Inline space="space.100">
          <Button onClick={onTheirs}>Load theirs and drop mine</Button>
          <Button appearance="subtle" autoFocus onClick={onMine}>
            Keep mine
          </Button>
        </Inline>
      </Stack>
    </SectionMessage>
  );
}
