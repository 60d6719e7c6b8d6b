import type { Figure } from '../figure';
import type { BenchPlatform } from '../harness/bench-platform';
import { countOperations } from '../harness/operation';
import { openModule } from '../harness/open-module';

/** How many resolver calls the card and the settings page need until they show something. */
export async function measureResolverCalls(bench: BenchPlatform): Promise<Figure[]> {
  const id = await bench.pullRequests.open('bench/resolver-calls');
  await bench.settle();
  const figures = [
    await measureModule(bench, { resource: 'card', module: 'preview-card', pullRequest: id }),
    await measureModule(bench, { resource: 'settings', module: 'settings-page' }),
  ];
  await bench.pullRequests.decline(id);
  await bench.settle();
  return figures;
}

async function measureModule(
  { platform, recorder }: BenchPlatform,
  place: { resource: string; module: string; pullRequest?: number },
): Promise<Figure> {
  const { resource, module, pullRequest } = place;
  const path = platform.forge.build.resources[resource];
  if (path === undefined) throw new Error(`The build has no resource ${resource}.`);
  recorder.reset();
  const opened = await openModule(path, async (name, payload) => {
    const answer = await platform.invokeResolver({
      ...{ user: 'ada', module, repository: 'demo/shop', function: name, payload },
      ...(pullRequest === undefined ? {} : { pullRequest }),
    });
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  });
  return {
    name: `resolver calls until the ${resource} shows content`,
    value: opened.calls.length,
    unit: 'calls',
    limit: 1,
    method: `its built bundle runs against the resolver until its tree holds words and no spinner: "${opened.text.slice(0, 60)}"`,
    details: [`calls: ${opened.calls.join(', ')}`, ...countOperations(recorder.calls)],
  };
}
