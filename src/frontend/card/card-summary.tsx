import { Code, Inline, Link, LinkButton, Lozenge, Stack, Text } from '@forge/react';
import { formatDuration, type CardView } from '../../contract';
import { formatDate } from '../format-date';
import { PersonName } from '../person-name';
import { APPEARANCE } from '../tone';

/** The state in one word, what it means, the link, and which commit runs. */
export function CardSummary({ card }: { card: CardView }) {
  return (
    <Stack space="space.100">
      <Inline spread="space-between" alignBlock="center" space="space.100" shouldWrap>
        <Lozenge appearance={APPEARANCE[card.tone]} isBold>
          {card.title}
        </Lozenge>
        {card.updatedAt !== undefined && (
          <Text size="small" color="color.text.subtlest">
            {formatDate(card.updatedAt)}
          </Text>
        )}
      </Inline>
      {card.message && (
        <Text>
          {card.person && <PersonName isFirst accountId={card.person} />} {card.message}
        </Text>
      )}
      {card.url && (
        <LinkButton href={card.url} target="_blank" appearance="primary" shouldFitContainer>
          Open preview
        </LinkButton>
      )}
      {card.waitsSince !== undefined && (
        <Text>Waiting for {formatDuration(card.now - card.waitsSince)}</Text>
      )}
      <Commits card={card} />
      {card.cost && (
        <Text size="small" color="color.text.subtle">
          {card.cost.title}, {card.cost.price}
        </Text>
      )}
      {card.livesUntil !== undefined && (
        <Text size="small" color="color.text.subtle">
          Deleted on {formatDate(card.livesUntil)} unless somebody pushes or redeploys.
        </Text>
      )}
      {card.keptBy && (
        <Text size="small" color="color.text.subtle">
          Kept by <PersonName accountId={card.keptBy} /> until its pull request is closed.
        </Text>
      )}
      {card.needsSettings && (
        <Text>
          An admin of this repository can change that in{' '}
          {card.settingsUrl ? (
            <Link href={card.settingsUrl} openNewTab>
              Repository settings
            </Link>
          ) : (
            'Repository settings'
          )}
          , under Previews.
        </Text>
      )}
    </Stack>
  );
}

function Commits({ card }: { card: CardView }) {
  const { commit, deployingCommit, tone, tookMs, changes } = card;
  if (!commit && !deployingCommit) return null;
  const took = tookMs === undefined ? '' : formatDuration(tookMs);
  return (
    <Stack space="space.050">
      {commit && (
        <Text>
          {card.isReport ? 'Of commit' : 'Runs commit'} <Code>{commit.short}</Code>,{' '}
          {commit.latest ? 'the latest' : 'not the latest'}
          {took && tone === 'success' && `, ${card.isReport ? 'took' : 'deployed in'} ${took}`}
        </Text>
      )}
      {deployingCommit && (
        <Text>
          {tone === 'danger' ? 'Failed at commit' : 'Commit'} <Code>{deployingCommit.short}</Code>
          {took && tone === 'danger' && ` after ${took}`}
        </Text>
      )}
      {changes && (
        <Text size="small">
          <Link href={changes.url} openNewTab>
            What changed since {changes.since}
          </Link>
        </Text>
      )}
    </Stack>
  );
}
