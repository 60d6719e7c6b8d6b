import { useState } from 'react';

/** Which of many are chosen, by their ids. */
export interface Chosen {
  ids: ReadonlySet<string>;
  choose: (ids: string[], isChosen: boolean) => void;
  clear: () => void;
}

/** Begins with none. */
export function useChosen(): Chosen {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  return {
    ids,
    choose: (some, isChosen) =>
      setIds((before) => {
        const others = [...before].filter((id) => !some.includes(id));
        return new Set(isChosen ? [...others, ...some] : others);
      }),
    clear: () => setIds(new Set()),
  };
}
