import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Figure, formatFigures, passes } from './figure';
import { measureBundleSizes } from './figures/bundle-sizes';
import { measureDeploymentPolls } from './figures/deployment-polls';
import { measureEventStorm } from './figures/event-storm';
import { measureManyPullRequests } from './figures/many-pull-requests';
import { measurePreviewLife } from './figures/preview-life';
import { measureProviderThrottling } from './figures/provider-throttling';
import { measureResolverCalls } from './figures/resolver-calls';
import { measureRoundTrips } from './figures/round-trips';
import { measureSaveSettings } from './figures/save-settings';
import { measureUnchangedEvent } from './figures/unchanged-event';
import { type BenchPlatform, startBenchPlatform } from './harness/bench-platform';

type Measure = (bench: BenchPlatform) => Promise<Figure | Figure[]>;

const FIGURES: Measure[] = [
  measureRoundTrips,
  measureUnchangedEvent,
  measurePreviewLife,
  measureDeploymentPolls,
  measureResolverCalls,
  measureBundleSizes,
];
/** Left out with `--quick`. The last ones leave pull requests open, and the settings changed. */
const LOAD_FIGURES: Measure[] = [
  measureEventStorm,
  measureProviderThrottling,
  measureManyPullRequests,
  measureSaveSettings,
];
const ARTIFACTS = join(__dirname, '../artifacts');

/** Measures everything, prints it, writes artifacts/bench.json; resolves with the exit code. */
async function main(quick: boolean): Promise<number> {
  const say = (message: string) => void process.stderr.write(`${message}\n`);
  const bench = await startBenchPlatform(say);
  const figures: Figure[] = [];
  try {
    for (const measure of quick ? FIGURES : [...FIGURES, ...LOAD_FIGURES]) {
      say(`${measure.name} …`);
      figures.push(...[await measure(bench)].flat());
    }
  } finally {
    await bench.stop();
  }
  process.stdout.write(`${formatFigures(figures)}\n`);
  await mkdir(ARTIFACTS, { recursive: true });
  const passed = figures.every(passes);
  const report = { passed, figures: figures.map((one) => ({ ...one, passes: passes(one) })) };
  await writeFile(join(ARTIFACTS, 'bench.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  return passed ? 0 : 1;
}

main(process.argv.includes('--quick')).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
