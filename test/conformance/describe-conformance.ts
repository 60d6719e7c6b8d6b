import type { ProviderKind } from '../../src/ports/hosting';
import { promisesOf } from './promises';
import { prepare, type Ready } from './ready';
import type { Rig } from './rig';

/** Runs a kind through all that its traits promise. `start` begins with a provider that has nothing. */
export function describeConformance(kind: ProviderKind, start: () => Promise<Rig>): void {
  describe(kind.title, () => {
    let rig: Rig;
    let ready: Ready;
    beforeAll(async () => {
      rig = await start();
      ready = await prepare(rig);
    });
    afterAll(() => rig.stop());

    test.each(promisesOf(kind.traits))('$title', ({ check }) => check(ready));
  });
}

/** The titles of the promises that a kind breaks. */
export async function brokenBy(rig: Rig): Promise<string[]> {
  const ready = await prepare(rig);
  const broken: string[] = [];
  for (const { title, check } of promisesOf(rig.kind.traits)) {
    try {
      await check(ready);
    } catch {
      broken.push(title);
    }
  }
  return broken;
}
