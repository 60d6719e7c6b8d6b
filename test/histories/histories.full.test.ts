import * as fc from 'fast-check';
import { resolve } from 'node:path';
import { readManifest, type EntityType } from '../../local/app/manifest';
import { histories } from './history-generator';
import { runHistory } from './run-history';

/** How many histories; `npm run check:long` runs many more. */
const COUNT = Number(process.env.HISTORIES ?? 100);
/** The test is named by its seed: with it the same histories run again; HISTORY_LOG=1 shows each step. */
const SEED = Number(process.env.HISTORY_SEED ?? (process.env.HISTORIES ? Date.now() % 2 ** 31 : 1));

let entities: EntityType[];

beforeAll(async () => {
  ({ entities } = await readManifest(resolve(__dirname, '../../manifest.yml')));
});

it(
  `brings every pull request to what it should have (HISTORY_SEED=${SEED})`,
  async () => {
    const history = fc.record({
      commands: histories(),
      skewsMs: fc.constantFrom(
        ...[[0], [40_000], [-40_000], [600_000], [-600_000]],
        // The processes of the app disagree among themselves, more than they should.
        ...[
          [0, 0],
          [0, 400],
          [0, -400],
          [3_000, 0],
          [0, 3_000, 600],
        ],
      ),
      mostDeployments: fc.constantFrom(1, 2, 10),
      takesForks: fc.constantFrom(true, true, false),
    });
    await fc.assert(
      fc.asyncProperty(history, (one) => runHistory(one, entities)),
      { numRuns: COUNT, seed: SEED, verbose: 0 },
    );
  },
  10 * 60_000 + COUNT * 1000,
);
