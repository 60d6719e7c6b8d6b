/** Where random cases begin; `FUZZ_SEED=7 npm test -- test/fuzz` runs others. A failing test prints it. */
const SEED = Number(process.env.FUZZ_SEED ?? 1);
/** The least number of cases: `FUZZ_RUNS=20000` runs more than a test asks for by itself. */
const LEAST = Number(process.env.FUZZ_RUNS ?? 0);

// The machine may be slow and busy: only a test that hangs may meet this.
jest.setTimeout(120_000 + LEAST * 120);

/**
 * How many cases an assertion of fast-check tries, and from which seed: the same ones in every run,
 * so that a change fails for its own fault only. Gives the tests of the file that imports it time.
 */
export function randomCases(count = 100): { numRuns: number; seed: number } {
  return { numRuns: Math.max(count, LEAST), seed: SEED };
}
