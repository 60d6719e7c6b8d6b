import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { CardFunctions, CardResult, CardView, Refused } from '../../contract';
import { callCard } from '../call-resolver';
import { slowedDown, useRefresh } from '../use-refresh';

/** What a person can ask for in the card. */
export type CardAction = Exclude<keyof CardFunctions, 'readCard'>;

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
}

type Event =
  | { type: 'asked'; action: CardAction }
  | { type: 'answered'; name: keyof CardFunctions; result: CardResult }
  | { type: 'failed'; name: keyof CardFunctions };

function reduce(state: CardState, event: Event): CardState {
  const card = state.card ? { card: state.card } : {};
  if (event.type === 'asked') return { ...card, busy: event.action, failures: 0 };
  if (event.type === 'failed') {
    return event.name === 'readCard'
      ? { ...card, failures: state.failures + 1 }
      : { ...card, unanswered: event.name, failures: 0 };
  }
  const { result, name } = event;
  if (result.type === 'card') return { card: result.card, failures: 0 };
  // The app refuses a read also while Bitbucket does not answer, so it is worth asking again.
  const failures = name === 'readCard' ? state.failures + 1 : 0;
  return { ...card, refusal: result, failures };
}

/** Reads the card, reads it again when its view says so, and carries out actions. */
export function useCard() {
  const [state, dispatch] = useReducer(reduce, { failures: 0 });
  const latest = useRef(0);

  const run = useCallback(async (name: keyof CardFunctions) => {
    // An answer counts only while no newer call was made: an old read must not undo an action.
    const turn = (latest.current += 1);
    if (name !== 'readCard') dispatch({ type: 'asked', action: name });
    const event: Event = await callCard(name).then(
      (result) => ({ type: 'answered', name, result }),
      () => ({ type: 'failed', name }),
    );
    if (turn === latest.current) dispatch(event);
  }, []);

  const read = useCallback(() => void run('readCard'), [run]);
  useEffect(read, [read]);

  const pace = state.busy ? undefined : state.card?.refreshAfterSeconds;
  useRefresh(read, pace === undefined ? undefined : slowedDown(pace, state.failures), state);

  return { state, read, act: (action: CardAction) => void run(action) };
}
