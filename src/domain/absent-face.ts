import {
  isOpen,
  SLOW_REFRESH_SECONDS,
  WAITING_REFRESH_SECONDS,
  type CardFacts,
  type Face,
} from './card-face';
import { mayHaveEnvironment } from './preview';
import { isOfRules, nextOf, reasonSentence, type RuleReason } from './reason';
import { wantsPreviews } from './settings';
import { shortHash, type SubjectSource } from './pull-request';

/** Why nothing was done for a pull request. */
export function absentFace({ settings, pullRequest, provider }: CardFacts): Face {
  if (!isOpen(pullRequest)) {
    return neutral('None', 'This pull request is closed. It has no preview.');
  }
  if (settings?.disconnecting || !settings?.connection) {
    return unset('Not connected', 'No hosting provider is connected to this repository.');
  }
  if (!settings.options) {
    const lacking = provider?.words.unchosen ?? 'the settings are not complete';
    return unset('Not set up', `A hosting provider is connected, but ${lacking}.`);
  }
  if (!settings.enabled) return unset('Off', 'Previews are switched off for this repository.');
  return waitingFace();
}

function unset(title: string, message: string): Face {
  return { ...neutral(title, message), needsSettings: true };
}

function neutral(title: string, message: string): Face {
  return { title, tone: 'neutral', message };
}

/** A pull request from a fork whose newest commit nobody approved. */
export function heldFace(
  { commit, forkSource }: SubjectSource,
  { preview, mayWrite }: CardFacts,
): Face {
  const short = shortHash(commit);
  const wait = mayWrite ? 'you approve' : 'somebody with write access approves';
  const message = forkSource
    ? `The source lies in a fork. Nothing of it runs until ${wait} its newest commit, ${short}.`
    : 'The source lies in a fork that no longer exists, so there is nothing to run.';
  return {
    ...heldWith(message, preview),
    ...(forkSource && mayWrite ? { approvable: { commit, short } } : {}),
  };
}

/** A pull request from a private fork, where the rules give those none. */
export function barredFace({ preview }: CardFacts): Face {
  const message =
    'The source lies in a private fork, and private forks get no previews. An admin of the repository can change that in the settings.';
  return heldWith(message, preview);
}

/** What runs of an older commit is removed as soon as the app hears of the newer one. */
function heldWith(message: string, preview: CardFacts['preview']): Face {
  return {
    ...neutral('On hold', message),
    ...(preview && mayHaveEnvironment(preview)
      ? { refreshAfterSeconds: SLOW_REFRESH_SECONDS }
      : {}),
  };
}

/** The rule by which there is none, as the last look judged; undefined when there is another reason. */
export function ruleOf({
  preview,
  pullRequest,
  settings,
}: Pick<CardFacts, 'preview' | 'pullRequest' | 'settings'>): RuleReason | undefined {
  if (!preview || !isOpen(pullRequest) || !wantsPreviews(settings)) return undefined;
  const { state, judged } = preview;
  if (state.type !== 'none' && state.type !== 'deleted') return undefined;
  if (judged?.verdict.want !== 'none') return undefined;
  const { reason } = judged.verdict;
  return isOfRules(reason) ? reason : undefined;
}

/** A pull request that the rules of the team give none. */
export function ruleFace(rule: RuleReason): Face {
  return neutral('No preview', `${reasonSentence(rule)}.${nextOf(rule)}`);
}

/** An event is on its way. */
export function waitingFace(): Face {
  const message = 'The preview starts as soon as Bitbucket tells the app of this pull request.';
  return { ...neutral('Waiting', message), refreshAfterSeconds: WAITING_REFRESH_SECONDS };
}
