import { useRef, useState } from 'react';

/**
 * A state with a way to read its newest value. Events reach the app through messages, so one may
 * call a function of an earlier drawing, which still sees the value of that time.
 */
export function useFreshState<T>(initial: T): {
  value: T;
  newest: () => T;
  set: (next: T) => void;
} {
  const [value, setValue] = useState(initial);
  const ref = useRef(initial);
  return {
    value,
    newest: () => ref.current,
    set: (next) => {
      ref.current = next;
      setValue(next);
    },
  };
}
