import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { CardReadResult, CardView, Refused } from '../../contract';
import { callCard } from '../call-resolver';
import { slowedDown, useRefresh, wearied } from '../use-refresh';

/** What a person can ask for in the card. */
export type CardAction =
  | {
      name: 'redeploy' | 'extend' | 'keep' | 'keepNoLonger' | 'cancelDeployment' | 'deletePreview';
    }
  | { name: 'approveCommit'; commit: string }
  | { name: 'actOnReport'; act: string }
  | { name: 'answerCommand'; comment: number; to: 'do' | 'dismiss' };

type CardCall = { name: 'readCard' } | CardAction;

/** What the card knows. `card` is the latest good view, kept while later calls fail. */
export interface CardState {
  card?: CardView;
  /** Why the latest call was refused. */
  refusal?: Refused;
  /** The action that was asked for and has not ended. */
  busy?: CardAction;
  /** An action that got no answer. */
  unanswered?: CardAction;
  /** How many reads in a row brought no card. */
  failures: number;
  /** How many answers in a row brought the same state. */
  unchanged: number;
}

type Event =
  | { type: 'asked'; action: CardAction }
  | { type: 'answered'; call: CardCall; result: CardReadResult }
  | { type: 'failed'; call: CardCall };

function reduce(state: CardState, event: Event): CardState {
  const card = { ...(state.card ? { card: state.card } : {}), failures: 0, unchanged: 0 };
  if (event.type === 'asked') return { ...card, busy: event.action };
  if (event.type === 'failed') {
    return event.call.name === 'readCard'
      ? { ...card, failures: state.failures + 1 }
      : { ...card, unanswered: event.call };
  }
  const { result, call } = event;
  if (result.type === 'unchanged') {
    const shown = state.card ? { card: { ...state.card, now: result.now } } : {};
    return { ...shown, failures: 0, unchanged: state.unchanged + 1 };
  }
  if (result.type === 'card') {
    const same = state.card !== undefined && newsOf(state.card) === newsOf(result.card);
    return { card: result.card, failures: 0, unchanged: same ? state.unchanged + 1 : 0 };
  }
  // The app refuses a read also while Bitbucket does not answer, so it is worth asking again.
  const failures = call.name === 'readCard' ? state.failures + 1 : 0;
  return { ...card, refusal: result, failures };
}

function ask(call: CardCall, shown: CardView | undefined): Promise<CardReadResult> {
  switch (call.name) {
    case 'readCard':
      return callCard(call.name, shown ? { version: shown.version } : {});
    case 'approveCommit':
      return callCard(call.name, { commit: call.commit });
    case 'actOnReport':
      return callCard(call.name, { act: call.act });
    case 'answerCommand':
      return callCard(call.name, { comment: call.comment, to: call.to });
    default:
      return callCard(call.name);
  }
}

/** Whether the card lets somebody do this, so that there is a button for it. */
function isOffered({ actions, approvable, acts, asked }: CardView, { name }: CardAction): boolean {
  switch (name) {
    case 'redeploy':
      return actions.redeploy || actions.start;
    case 'extend':
      return actions.extend;
    case 'keep':
      return actions.keep;
    case 'keepNoLonger':
      return actions.keepNoLonger;
    case 'cancelDeployment':
      return actions.cancel;
    case 'deletePreview':
      return actions.delete;
    case 'approveCommit':
      return approvable !== undefined;
    case 'actOnReport':
      return acts !== undefined;
    case 'answerCommand':
      return asked !== undefined;
  }
}

/** Whether an action was done after which the card no longer offers it. */
function tookItsButton(event: Event): boolean {
  if (event.type !== 'answered' || event.call.name === 'readCard') return false;
  return event.result.type === 'card' && !isOffered(event.result.card, event.call);
}

/** What changes when something happened; the time of the answer is not a part of it. */
function newsOf({ title, updatedAt, steps }: CardView): string {
  return JSON.stringify([title, updatedAt, steps]);
}

/** Reads the card, reads it again when its view says so and the reader sees it, and carries out actions. */
export function useCard() {
  const [state, dispatch] = useReducer(reduce, { failures: 0, unchanged: 0 });
  const [gone, setGone] = useState(0);
  const latest = useRef(0);
  const shown = useRef(state.card);
  shown.current = state.card;

  const run = useCallback(async (call: CardCall) => {
    // An answer counts only while no newer call was made: an old read must not undo an action.
    const turn = (latest.current += 1);
    if (call.name !== 'readCard') dispatch({ type: 'asked', action: call });
    const event: Event = await ask(call, shown.current).then(
      (result) => ({ type: 'answered', call, result }),
      () => ({ type: 'failed', call }),
    );
    if (turn !== latest.current) return;
    dispatch(event);
    if (tookItsButton(event)) setGone((count) => count + 1);
  }, []);

  const read = useCallback(() => void run({ name: 'readCard' }), [run]);
  useEffect(read, [read]);

  const asked = state.card?.refreshAfterSeconds;
  const pace = asked === undefined ? undefined : wearied(asked, state.unchanged);
  const idle = state.busy === undefined && pace !== undefined;
  useRefresh(read, idle ? slowedDown(pace, state.failures) : undefined, state);

  return {
    state,
    /** How often an action took its own button away, and the focus with it. */
    gone,
    read,
    act: (action: CardAction) => void run(action),
  };
}
