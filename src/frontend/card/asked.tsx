import { Button, Inline, LoadingButton, Stack, Strong, Text } from '@forge/react';
import { useState } from 'react';
import type { CardView } from '../../contract';
import { ConfirmDialog } from '../confirm-dialog';
import { PersonName } from '../person-name';
import { DELETE } from './card-actions';
import type { CardAction } from './use-card';

interface AskedProps {
  asked: NonNullable<CardView['asked']>;
  busy: CardAction | undefined;
  act: (action: CardAction) => void;
}

/** What a comment asked for, for somebody who may have it done. */
export function Asked({ asked: { comment, person, act: title, deletes }, busy, act }: AskedProps) {
  const [isAsking, setAsking] = useState(false);
  const isDoing = busy?.name === 'answerCommand' && busy.to === 'do';
  function doIt() {
    setAsking(false);
    act({ name: 'answerCommand', comment, to: 'do' });
  }
  return (
    <Stack space="space.100" alignInline="start">
      <Text>
        <PersonName isFirst accountId={person} /> asked for <Strong>{title}</Strong> in a comment.
      </Text>
      <Inline space="space.050">
        <LoadingButton
          spacing="compact"
          isLoading={isDoing}
          // One that is disabled would lose the focus; what loads takes no press anyhow.
          isDisabled={busy !== undefined && !isDoing}
          onClick={() => (deletes ? setAsking(true) : doIt())}
        >
          Do it
        </LoadingButton>
        <Button
          spacing="compact"
          appearance="subtle"
          isDisabled={busy !== undefined}
          onClick={() => act({ name: 'answerCommand', comment, to: 'dismiss' })}
        >
          Dismiss
        </Button>
      </Inline>
      <ConfirmDialog
        question={isAsking ? DELETE : undefined}
        onConfirm={doIt}
        onCancel={() => setAsking(false)}
      />
    </Stack>
  );
}
