import { useCallback, useEffect, useRef, useState } from 'react';
import type { PreviewRow, PreviewsResult, PreviewsView, Refused } from '../../contract';
import { callRepository } from '../call-resolver';
import { slowedDown, useRefresh } from '../use-refresh';

/** What can be done with previews of the list. */
export type ListAction = 'redeploy' | 'extend' | 'keep' | 'keepNoLonger' | 'delete';

/** What the page knows. `view` is the latest good one, kept while later calls fail. */
interface State {
  view?: PreviewsView;
  refusal?: Refused;
  /** How many reads in a row brought nothing. */
  failures: number;
  busy?: ListAction;
  /** An action got no answer. */
  isUnanswered?: true;
}

function after(state: State, result: PreviewsResult | undefined, isRead: boolean): State {
  const view = state.view ? { view: state.view } : {};
  if (result?.type === 'previews') return { view: result.view, failures: 0 };
  if (result) return { ...view, refusal: result, failures: isRead ? state.failures + 1 : 0 };
  return isRead
    ? { ...view, failures: state.failures + 1 }
    : { ...view, failures: 0, isUnanswered: true };
}

/** Reads the list, reads it again when its view says so and the reader sees it, and carries out actions. */
export function usePreviews() {
  const [state, setState] = useState<State>({ failures: 0 });
  const latest = useRef(0);
  const run = useCallback(async (call: () => Promise<PreviewsResult>, isRead: boolean) => {
    // An answer counts only while no newer call was made: an old read must not undo an action.
    const turn = (latest.current += 1);
    const result = await call().catch(() => undefined);
    if (turn === latest.current) setState((before) => after(before, result, isRead));
  }, []);
  const read = useCallback(() => void run(() => callRepository('listPreviews'), true), [run]);
  useEffect(read, [read]);
  const pace = state.view?.refreshAfterSeconds;
  const isIdle = state.busy === undefined && pace !== undefined;
  useRefresh(read, isIdle ? slowedDown(pace, state.failures) : undefined, state);

  function act(action: ListAction, subjects: PreviewRow['subject'][]) {
    setState((before) => ({ ...before, busy: action }));
    void run(() => callRepository('actOnPreviews', { action, subjects }), false);
  }
  return { state, read, act };
}
