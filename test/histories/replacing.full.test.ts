import * as fc from 'fast-check';
import { resolve } from 'node:path';
import { readManifest } from '../../local/app/manifest';
import { histories } from './history-generator';
import { perform } from './perform';
import { runHistory } from './run-history';
import { findUnsettled } from './settled';
import { createReplacingWorld, first } from './world-with-preview';

const MINUTE = 60_000;

/** How many histories. */
const COUNT = Number(process.env.HISTORIES ?? 50);
const SEED = Number(process.env.HISTORY_SEED ?? 1);

it(
  `has another environment take the place of what runs (HISTORY_SEED=${SEED})`,
  async () => {
    const { entities } = await readManifest(resolve(__dirname, '../../manifest.yml'));
    const history = fc.record({
      commands: histories(),
      skewsMs: fc.constantFrom<number[]>([0], [40_000], [0, 3_000, 600]),
      mostDeployments: fc.constantFrom(1, 10),
    });
    await fc.assert(
      fc.asyncProperty(history, (one) => runHistory({ ...one, replaces: true }, entities)),
      { numRuns: COUNT, seed: SEED, verbose: 0 },
    );
  },
  10 * 60_000 + COUNT * 1000,
);

test('an invocation that is killed anywhere makes no third environment and takes nothing down', async () => {
  for (let skip = 0; skip < 40; skip += 1) {
    const world = await createReplacingWorld();
    await perform(world, { type: 'push', ...first });
    await perform(world, { type: 'kill', skip });
    await world.pass(40 * MINUTE);
    expect([skip, await findUnsettled(world)]).toEqual([skip, []]);
    expect([skip, world.provider.controls.workspaces().length]).toEqual([skip, 1]);
  }
}, 300_000);
