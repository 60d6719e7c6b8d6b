/** A promise that the host did not keep. Its message says how. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** @throws Broken with `words` when `fact` does not hold */
export function hold(fact: unknown, words: string): asserts fact {
  if (!fact) throw new Broken(words);
}
