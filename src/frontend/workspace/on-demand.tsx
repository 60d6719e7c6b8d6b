import { Button, Inline, Spinner } from '@forge/react';
import { useState, type ReactNode } from 'react';
import type { Refused } from '../../contract';
import { NoAnswer } from '../no-answer';
import { Refusal } from '../refusal';

interface OnDemandProps<Answer extends { type: string }> {
  /** What the button says that has it read. */
  button: string;
  read: () => Promise<Answer | Refused>;
  /** What is said while it is read, and when there was no answer. */
  reading: string;
  unread: string;
  children: (answer: Answer, readAgain: () => void) => ReactNode;
}

/** What is read only for whoever wants to see it. */
export function OnDemand<Answer extends { type: string }>(props: OnDemandProps<Answer>) {
  const { button, read, reading, unread, children } = props;
  const [state, setState] = useState<'closed' | 'loading' | 'no-answer' | Answer | Refused>(
    'closed',
  );
  function load() {
    setState('loading');
    read().then(setState, () => setState('no-answer'));
  }
  if (state === 'closed') {
    return (
      <Inline>
        <Button onClick={load}>{button}</Button>
      </Inline>
    );
  }
  if (state === 'loading') return <Spinner label={reading} />;
  if (state === 'no-answer') return <NoAnswer consequence={unread} onRetry={load} />;
  return isRefused(state) ? <Refusal refused={state} onRetry={load} /> : children(state, load);
}

function isRefused(answer: { type: string }): answer is Refused {
  return answer.type === 'refused';
}
