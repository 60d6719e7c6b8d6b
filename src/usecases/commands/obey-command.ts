import type { CommandName } from '../../domain/commands/command';
import { approveWords, helpWords, sleepWords } from '../../domain/commands/command-words';
import type { Answer } from '../../domain/commands/heard-command';
import { standingOf } from '../../domain/commands/standing';
import { formatUtc } from '../../domain/format-utc';
import { isKept, livesUntil } from '../../domain/policy/lifetime';
import type { PersonRequest, Preview } from '../../domain/preview';
import type { SubjectSource } from '../../domain/pull-request';
import type { RepositorySettings } from '../../domain/settings';
import { actionsOf } from '../../domain/show-card';
import { extended, kept } from '../card/extend-lifetime';
import { requested } from '../card/read-card';

/** What a command is about. */
export interface CommandFacts {
  preview: Preview;
  pullRequest: SubjectSource;
  settings: RepositorySettings;
}

/** On whose word, and when. */
interface Word {
  by: string;
  at: number;
}

/** The record after a command, the same where it changes nothing, and what its reply says. */
export interface Obeyed {
  preview: Preview;
  answer: Answer;
}

/** Does what a command says, as somebody who may: no more than the card offers. Pure. */
export function obeyCommand(
  facts: CommandFacts,
  { name, forMs }: { name: CommandName; forMs?: number },
  word: Word,
): Obeyed {
  const { preview, pullRequest } = facts;
  const can = actionsOf(facts);
  const nothing = (text: string): Obeyed => ({ preview, answer: { type: 'said', text } });
  switch (name) {
    case 'help':
      return nothing(helpWords());
    case 'status':
      return nothing(statusWords(preview));
    case 'sleep':
    case 'wake':
      return nothing(sleepWords(name));
    case 'approve':
      return nothing(approveWords(pullRequest, preview));
    case 'deploy':
    case 'redeploy': {
      const isThere = name === 'deploy' && runsNewest(facts);
      // What is under way, or what stands against it, is what the reply says.
      if (isThere || !(can.redeploy || can.start)) return { preview, answer: FOLLOWS };
      return requestedBy(preview, 'redeploy', word);
    }
    case 'stop':
      return can.cancel
        ? requestedBy(preview, 'cancel', word)
        : nothing('No deployment is under way.');
    case 'delete':
      return can.delete
        ? requestedBy(preview, 'delete', word)
        : nothing('There is no preview to delete.');
    case 'extend':
      return can.extend ? extendedBy(facts, word, forMs) : nothing(endlessWords(preview));
    case 'keep': {
      const text = 'It is kept until the pull request is closed.';
      if (isKept(preview)) return nothing(text);
      if (!can.keep) return nothing(endlessWords(preview));
      return { preview: kept(preview, word), answer: { type: 'said', text } };
    }
  }
}

const FOLLOWS: Answer = { type: 'follows' };

function requestedBy(preview: Preview, type: PersonRequest['type'], word: Word): Obeyed {
  return { preview: requested(preview, { type, ...word }) ?? preview, answer: FOLLOWS };
}

/** Never for a shorter time than it has. */
function extendedBy({ preview, pullRequest, settings }: CommandFacts, word: Word, forMs?: number) {
  const { commit } = pullRequest;
  const before = livesUntil(preview, settings, commit) ?? 0;
  const until = forMs === undefined ? undefined : Math.max(before, word.at + forMs);
  const next = extended(preview, word, until);
  const end = livesUntil(next, settings, commit) ?? before;
  const answer: Answer = { type: 'said', text: `It stays until ${formatUtc(end)}.` };
  return { preview: next, answer };
}

function runsNewest({ preview, pullRequest }: CommandFacts): boolean {
  return preview.state.type === 'ready' && preview.running?.commit === pullRequest.commit;
}

function endlessWords({ state }: Preview): string {
  return ['none', 'deleting', 'deleted'].includes(state.type)
    ? 'There is no preview that could stay.'
    : 'It stays until the pull request is closed, as no rule of the team ends it before.';
}

function statusWords(preview: Preview): string {
  const { verdict } = preview.judged ?? {};
  const until = verdict?.want === 'run' ? verdict.until : undefined;
  const standing = standingOf(preview);
  return until === undefined ? standing : `${standing} It stays until ${formatUtc(until)}.`;
}
