import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../local/clock';
import { removeFolder } from '../../../local/remove-folder';
import { openMemoryStore } from '../../../local/state-store';
import { createUpsun } from '../../../local/upsun/upsun';
import {
  createSoon,
  connectTo,
  exampleSpec,
  runSteps,
} from '../../adapters/providers/upsun/connect-to';
import { createRepository } from '../codesphere/git-repository';
import { eventually } from '../codesphere/eventually';
import { APP, PROJECT, REPOSITORY } from './start-upsun';

jest.setTimeout(60_000);

/** Stops one in which an environment runs, does `meanwhile` with its folder, and starts another. */
async function restarted(
  meanwhile: (checkouts: string) => Promise<void> = () => Promise.resolve(),
) {
  const directory = mkdtempSync(join(tmpdir(), 'upsun-'));
  const repository = createRepository(join(directory, 'git'), APP);
  const commit = repository.commit('one', {});
  const store = openMemoryStore();
  const start = () =>
    createUpsun({
      ...{ store, clock: systemClock(), directory: join(directory, 'checkouts') },
      ...{ port: () => 80, repositories: () => [REPOSITORY] },
      accessOf: () => ({ url: `file://${repository.url}`, username: '', password: '' }),
    });
  const connect = (local: ReturnType<typeof start>) =>
    connectTo({ local, url: 'http://localhost/upsun' }, { intercept: inProcess(local) });
  const first = start();
  const spec = exampleSpec('one', commit);
  const made = await createSoon(connect(first), spec);
  const { last } = await runSteps(connect(first), made, spec);
  expect(last).toMatchObject({ state: 'done', commit });
  await first.stop();
  await meanwhile(join(directory, 'checkouts'));
  const second = start();
  const stop = async () => {
    await second.stop();
    await removeFolder(directory);
  };
  return { second, hosting: connect(second), made, spec, stop };
}

it('runs again what ran before the platform was stopped', async () => {
  const { second, hosting, made, spec, stop } = await restarted();
  const [found] = await hosting.list(PROJECT);
  expect(found).toMatchObject({ id: made.id, name: made.name });
  const url = new Request(found?.url ?? '');
  await eventually(async () => {
    expect(await (await second.handle(url.clone())).text()).toBe('one|undefined');
  });
  expect(await hosting.findEnd!(made, spec)).toBeUndefined();
  await stop();
});

it('does not say that what somebody deleted meanwhile is up, and runs it anew', async () => {
  const { second, hosting, made, spec, stop } = await restarted(removeFolder);
  expect(await hosting.findEnd!(made, spec)).toBe('stopped');
  const { last } = await runSteps(hosting, made, { ...spec, attempt: '2-2-0' });
  expect(last).toMatchObject({ state: 'done', commit: spec.source.commit });
  const url = last.state === 'done' ? (last.url ?? '') : '';
  expect(await (await second.handle(new Request(url))).text()).toBe('one|undefined');
  await stop();
});

/** Without a server between: it would have to be restarted, too. */
function inProcess(local: ReturnType<typeof createUpsun>) {
  return (request: Request): Promise<Response> => {
    const { hostname, pathname, search } = new URL(request.url);
    if (hostname.endsWith('.localhost')) return local.handle(request);
    return local.handle(new Request(`http://localhost/upsun${pathname}${search}`, request));
  };
}
