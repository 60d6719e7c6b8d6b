import { Button, Inline, Link, LoadingButton, Stack, Text } from '@forge/react';
import { useState } from 'react';
import type { CardView } from '../../contract';
import { ConfirmDialog, type Question } from '../confirm-dialog';
import { CopyDialog } from './copy-dialog';
import { History } from './history';
import type { CardAction } from './use-card';

interface CardActionsProps {
  card: CardView;
  busy: CardAction | undefined;
  /** How often an action took its own button away: the focus goes on to the history then. */
  gone: number;
  act: (action: CardAction) => void;
}

/** Asked before a preview is deleted. */
export const DELETE: Question = {
  title: 'Delete this preview?',
  consequence:
    'Its environment is deleted, with all data in it. The pull request stays as it is, and gets a new preview with the next push or when somebody chooses Redeploy.',
  yes: 'Delete preview',
  appearance: 'danger',
};

/** What the reader may do here and now, and the way to the provider's own page. */
export function CardActions({ card, busy, gone, act }: CardActionsProps) {
  const [sending, setAsking] = useState(false);
  const { actions } = card;
  function remove() {
    setAsking(false);
    act({ name: 'deletePreview' });
  }
  return (
    <Stack space="space.050" alignInline="start">
      <Inline space="space.050" rowSpace="space.050" shouldWrap>
        {actions.start && (
          <Act
            name="redeploy"
            words="Start preview"
            isFirst={card.url === undefined}
            busy={busy}
            act={act}
          />
        )}
        {actions.extend && <Act name="extend" words="Extend" busy={busy} act={act} />}
        {actions.keep && <Act name="keep" words="Keep" busy={busy} act={act} />}
        {actions.keepNoLonger && (
          <Act name="keepNoLonger" words="Keep no longer" busy={busy} act={act} />
        )}
        {actions.redeploy && (
          <Act
            name="redeploy"
            words={card.isReport ? 'Run again' : 'Redeploy'}
            busy={busy}
            act={act}
          />
        )}
        {actions.cancel && <Act name="cancelDeployment" words="Cancel" busy={busy} act={act} />}
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
        {card.updatedAt !== undefined && (
          <History key={gone} isBegun={gone > 0} isDisabled={busy !== undefined} />
        )}
      </Inline>
      <CardLinks card={card} />
      <ConfirmDialog
        question={sending ? DELETE : undefined}
        onConfirm={remove}
        onCancel={() => setAsking(false)}
      />
    </Stack>
  );
}

interface ActProps extends Pick<CardActionsProps, 'busy' | 'act'> {
  name: 'redeploy' | 'extend' | 'keep' | 'keepNoLonger' | 'cancelDeployment';
  words: string;
  /** It is what most readers come for. */
  isFirst?: boolean;
}

function Act({ name, words, isFirst, busy, act }: ActProps) {
  return (
    <LoadingButton
      spacing="compact"
      appearance={isFirst ? 'primary' : 'default'}
      isLoading={busy?.name === name}
      // One that is disabled would lose the focus; what loads takes no press anyhow.
      isDisabled={busy !== undefined && busy.name !== name}
      onClick={() => act({ name })}
    >
      {words}
    </LoadingButton>
  );
}

/** Ways out of the card: the address to copy, and the provider's own page. */
function CardLinks({ card: { url, providerPage } }: Pick<CardActionsProps, 'card'>) {
  const [isCopied, setCopied] = useState(false);
  if (!url && !providerPage) return null;
  return (
    <Inline space="space.100" alignBlock="center">
      {url && (
        <Button spacing="compact" appearance="subtle" onClick={() => setCopied(true)}>
          Copy link
        </Button>
      )}
      {providerPage && (
        <Text size="small">
          <Link href={providerPage.url} openNewTab>
            View in {providerPage.title}
          </Link>
        </Text>
      )}
      <CopyDialog
        title="Copy link"
        label="Link to the preview"
        text={isCopied ? url : undefined}
        onClose={() => setCopied(false)}
      />
    </Inline>
  );
}
