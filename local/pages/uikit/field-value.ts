import { useCallback, useEffect, useRef, useState } from 'react';

/** How long after an app has answered a change its document may still be on its way. */
const graceMilliseconds = 250;

/** What a field shows, how to change it, and when to go back to what the app says. */
export interface FieldValue<V> {
  shown: V;
  /** Shows `value` at once; `told` is the app's answer to it. */
  change: (value: V, told: Promise<unknown> | undefined) => void;
  /** Shows the app's value again, once its answers have come; for an app that refused a change. */
  settle: () => void;
}

/**
 * The value of a field that the app controls from its frame. What a person enters shows at once,
 * because the app's echo comes later: an echo of something entered earlier changes nothing, any
 * other value of the app is taken over. `appValue` is undefined when the app does not control it.
 */
export function useFieldValue<V>(appValue: V | undefined, initial: V): FieldValue<V> {
  const [shown, setShown] = useState(appValue ?? initial);
  const isControlled = appValue !== undefined;
  const serialized = JSON.stringify(appValue);
  const awaited = useRef<string[]>([]);
  const told = useRef<Promise<unknown>>(Promise.resolve());
  const latest = useRef(appValue);

  useEffect(() => {
    latest.current = appValue;
  });
  useEffect(() => {
    if (serialized === undefined) return;
    const echo = awaited.current.indexOf(serialized);
    if (echo >= 0) awaited.current.splice(0, echo + 1);
    else {
      awaited.current = [];
      setShown(JSON.parse(serialized) as V);
    }
  }, [serialized]);

  const change = useCallback(
    (value: V, answer: Promise<unknown> | undefined) => {
      if (isControlled) awaited.current.push(JSON.stringify(value));
      told.current = Promise.allSettled([told.current, answer]);
      setShown(value);
    },
    [isControlled],
  );
  const settle = useCallback(() => {
    const waitedFor = told.current;
    void waitedFor.then(() =>
      setTimeout(() => {
        if (waitedFor !== told.current || latest.current === undefined) return;
        awaited.current = [];
        setShown(latest.current);
      }, graceMilliseconds),
    );
  }, []);
  return { shown, change, settle };
}
