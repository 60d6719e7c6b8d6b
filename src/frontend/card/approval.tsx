import { Code, LoadingButton, Stack, Text } from '@forge/react';
import type { CardView } from '../../contract';
import type { CardAction } from './use-card';

interface ApprovalProps {
  approvable: NonNullable<CardView['approvable']>;
  busy: CardAction | undefined;
  act: (action: CardAction) => void;
}

/** Asks somebody who may write whether this one commit of a fork may run. */
export function Approval({ approvable: { commit, short }, busy, act }: ApprovalProps) {
  return (
    <Stack space="space.100" alignInline="start">
      <Text>
        Read the change first: approving runs <Code>{short}</Code>, and nothing newer, on your
        hosting account. It gets no secrets, and only those env vars that are marked as fit for
        forks.
      </Text>
      <LoadingButton
        isLoading={busy?.name === 'approveCommit'}
        // One that is disabled would lose the focus; what loads takes no press anyhow.
        isDisabled={busy !== undefined && busy.name !== 'approveCommit'}
        onClick={() => act({ name: 'approveCommit', commit })}
      >
        Approve this commit
      </LoadingButton>
    </Stack>
  );
}
