import type { SettingsLoadResult, SettingsResult } from '../../src/contract';
import type { Figure } from '../figure';
import type { BenchPlatform } from '../harness/bench-platform';
import { MOST_PUSHES_IN_TREE } from '../harness/load-figures';
import { countOperations } from '../harness/operation';

const HOUR_SECONDS = 3_600;

/** One save that redeploys all previews that there are. */
export function measureSaveSettings(bench: BenchPlatform): Promise<Figure[]> {
  return bench.withSchedules(() => measure(bench));
}

async function measure(bench: BenchPlatform): Promise<Figure[]> {
  const { clock, provider, queue, recorder } = bench;
  const environments = provider.controls.workspaces().length;
  const name = `a save over ${environments} previews`;
  const value = `changed at ${clock.now()}`;
  recorder.reset();
  queue.reset();
  await saveVariable(bench, value);
  await bench.pass(HOUR_SECONDS);
  const { calls } = recorder;
  const pushes = calls.filter(({ kind }) => kind === 'queue');
  const behind = provider.controls
    .workspaces()
    .filter(({ env }) => !env.some((one) => one.value === value)).length;
  return [
    {
      name: `${name}: pushes that follow from it`,
      value: queue.mostPushesInTree(),
      unit: 'pushes',
      limit: MOST_PUSHES_IN_TREE,
      method: 'what the save pushed, what the consumers of its messages pushed, and so on',
    },
    {
      name: `${name}: refused pushes`,
      value: pushes.filter(({ status }) => status >= 400).length,
      unit: 'pushes',
      limit: 0,
      method: `of ${pushes.length} in the hour after it`,
    },
    {
      name: `${name}: Bitbucket requests`,
      value: calls.filter(({ kind }) => kind === 'bitbucket').length,
      unit: 'calls',
      method: 'in the hour after it, sweeps included; Bitbucket puts off what is over 1,000',
      details: countOperations(calls),
    },
    {
      name: `${name}: not redeployed after an hour`,
      value: behind,
      unit: 'previews',
      limit: 0,
      method: 'their environment does not have the new value',
    },
  ];
}

async function saveVariable(bench: BenchPlatform, value: string): Promise<void> {
  const call = async <Result>(name: string, payload?: unknown): Promise<Result> => {
    const answer = await bench.platform.invokeResolver({
      ...{ user: 'ada', module: 'settings-page', repository: 'demo/shop', function: name, payload },
    });
    if ('error' in answer) throw new Error(answer.error);
    return answer.result as Result;
  };
  const loaded = await call<SettingsLoadResult>('loadSettings');
  if (loaded.type !== 'view') throw new Error(loaded.message);
  const { revision, saved } = loaded.view;
  const form = { ...saved, variables: [{ name: 'CHANGED', secret: false, value }] };
  const result = await call<SettingsResult>('saveSettings', { revision, form });
  if (result.type !== 'saved') throw new Error(`Not saved: ${JSON.stringify(result)}`);
}
