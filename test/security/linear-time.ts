/** How often the longer input is longer. */
const FACTOR = 16;
/** Work that grows with the square of its input takes 256 times as long; chance adds a few times. */
const MOST_TIMES_LONGER = 100;
/** Below this the clock measures chance. */
const SMALLEST_MS = 1;
/** A busy machine may make one comparison look bad, but not each of so many. */
const ATTEMPTS = 5;
/** Nor does it make anything as slow as this, so what is needs no further measuring. */
const HOPELESS_MS = 5_000;

/**
 * Fails when `work` on an input 16 times as long takes far more than 16 times as long, both
 * measured in this run. `unit` is what the input repeats.
 */
export async function expectLinear(
  unit: string,
  characters: number,
  work: (text: string) => unknown,
): Promise<void> {
  const repeat = (length: number) => unit.repeat(Math.ceil(length / unit.length));
  const [short, long] = [repeat(characters), repeat(characters * FACTOR)];
  await work(short);
  let times = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && times > MOST_TIMES_LONGER; attempt += 1) {
    const once = await fastest(() => work(short));
    const longer = await fastest(() => work(long));
    times = longer / Math.max(SMALLEST_MS, once);
    if (longer > HOPELESS_MS) break;
  }
  if (times > MOST_TIMES_LONGER) {
    throw new Error(
      `${JSON.stringify(unit)} repeated ${FACTOR} times as often took ${times.toFixed(0)} times as long.`,
    );
  }
}

/** The least time that this process itself was at work, whatever else the machine did. */
async function fastest(work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let run = 0; run < 3; run += 1) {
    const start = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
    if (least > HOPELESS_MS) break;
  }
  return least;
}
