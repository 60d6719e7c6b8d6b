import { ButtonGroup, Button, Inline, Link, LoadingButton, Text } from '@forge/react';
import { useState } from 'react';
import type { CardView } from '../../contract';
import { ConfirmDialog, type Question } from '../confirm-dialog';
import { History } from './history';
import type { CardAction } from './use-card';

interface CardActionsProps {
  card: CardView;
  busy: CardAction | undefined;
  act: (action: CardAction) => void;
}

const DELETE: Question = {
  title: 'Delete this preview?',
  consequence:
    'Its environment is deleted, with all data in it. The pull request stays as it is, and gets a new preview with the next push or when somebody chooses Redeploy.',
  yes: 'Delete preview',
  appearance: 'danger',
};

/** What the reader may do here and now, and the way to the provider's own page. */
export function CardActions({ card, busy, act }: CardActionsProps) {
  const [sending, setAsking] = useState(false);
  const { actions, providerPage } = card;
  function remove() {
    setAsking(false);
    act({ name: 'deletePreview' });
  }
  return (
    <Inline space="space.100" rowSpace="space.100" alignBlock="center" shouldWrap>
      {Object.values(actions).some(Boolean) && (
        <ButtonGroup>
          {actions.start && (
            <LoadingButton
              spacing="compact"
              appearance="primary"
              isLoading={busy?.name === 'redeploy'}
              isDisabled={busy !== undefined}
              onClick={() => act({ name: 'redeploy' })}
            >
              Start preview
            </LoadingButton>
          )}
          {actions.extend && (
            <LoadingButton
              spacing="compact"
              isLoading={busy?.name === 'extend'}
              isDisabled={busy !== undefined}
              onClick={() => act({ name: 'extend' })}
            >
              Extend
            </LoadingButton>
          )}
          {actions.redeploy && (
            <LoadingButton
              spacing="compact"
              isLoading={busy?.name === 'redeploy'}
              isDisabled={busy !== undefined}
              onClick={() => act({ name: 'redeploy' })}
            >
              Redeploy
            </LoadingButton>
          )}
          {actions.delete && (
            <Button
              spacing="compact"
              appearance="subtle"
              isDisabled={busy !== undefined}
              onClick={() => setAsking(true)}
            >
              {busy?.name === 'deletePreview' ? 'Deleting' : 'Delete'}
            </Button>
          )}
        </ButtonGroup>
      )}
      {card.updatedAt !== undefined && <History isDisabled={busy !== undefined} />}
      {providerPage && (
        <Text size="small">
          <Link href={providerPage.url} openNewTab>
            View in {providerPage.title}
          </Link>
        </Text>
      )}
      <ConfirmDialog
        question={sending ? DELETE : undefined}
        onConfirm={remove}
        onCancel={() => setAsking(false)}
      />
    </Inline>
  );
}
