import { setTimeout as sleep } from 'node:timers/promises';
import { Broken, hold } from '../broken';
import type { Check } from '../check';
import { type Fault, type FaultProxy, GIVE_UP_SECONDS, startFaultProxy } from '../fault-proxy';
import { describe } from '../host-client';
import type { Kit } from '../kit';
import type { Environment } from '../protocol';
import { isGone } from './access';
import { holdDeployed } from './deployments';

/** A whole life on a way on which calls and answers are lost. */
export const faultChecks: Check[] = [
  {
    id: 'faults',
    promise: 'comes to the right end when calls and answers are lost, late, refused or repeated',
    async run(kit) {
      const proxy = await startFaultProxy(kit.url);
      try {
        await liveThrough(kit, proxy);
      } finally {
        await proxy.stop();
      }
    },
  },
];

/** More than there are faults in a row. */
const TRIES = 12;

async function liveThrough(kit: Kit, proxy: FaultProxy): Promise<void> {
  const name = kit.newName();
  const persist = (method: string, faults: Fault[], body?: unknown, key?: string) => {
    proxy.plan(...faults);
    return persistently(kit, `${proxy.url}${kit.pathOf(name)}`, method, body, key);
  };
  const put = (source: 'first' | 'second', faults: Fault[]) =>
    persist('PUT', faults, kit.requestOf({ source: kit.sources[source] }), kit.newKey());

  await put('first', ['lose-answer', 'too-many', 'gateway-error', 'answer-late']);
  const created = environmentsIn(proxy);
  hold(new Set(created.map(({ id }) => id)).size === 1, 'repeated creates made several');
  const first = onlyDeployment(created);
  await holdDeployed(kit, await kit.settled(name, first), 'first');

  await put('second', ['lose-request', 'lose-answer', 'lose-answer']);
  const second = onlyDeployment(environmentsIn(proxy));
  hold(second !== first, 'the update began no deployment');
  await holdDeployed(kit, await kit.settled(name, second), 'second');

  const deleted = await persist('DELETE', ['lose-answer', 'gateway-error', 'too-many']);
  hold(deleted.status === 202 || deleted.status === 204, `the delete: ${describe(deleted)}`);
  await kit.until('a read says that it is gone', async () => {
    const read = await persist('GET', ['lose-answer']);
    return isGone(read) || undefined;
  });
}

/** Takes what the host answered since the last look. */
function environmentsIn(proxy: FaultProxy): Environment[] {
  return proxy.answers
    .splice(0)
    .filter(({ status }) => status === 200 || status === 202)
    .map(({ text }) => JSON.parse(text) as Environment);
}

function onlyDeployment(environments: Environment[]): string {
  const ids = new Set(environments.map(({ deployment }) => deployment.id));
  const [id] = ids;
  hold(id !== undefined && ids.size === 1, `repeated calls with one key began ${ids.size}`);
  return id;
}

/** Makes a call again, with the same key, until it is answered: as the app does. */
async function persistently(
  { token }: Kit,
  url: string,
  method: string,
  body: unknown,
  key: string | undefined,
): Promise<{ status: number; headers: Headers; body: unknown }> {
  for (let n = 0; n < TRIES; n += 1) {
    const response = await fetch(url, {
      method,
      signal: AbortSignal.timeout(GIVE_UP_SECONDS * 1000),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    }).catch(() => undefined);
    if (response && response.status < 500 && response.status !== 429) {
      const text = await response.text();
      const { status, headers } = response;
      return { status, headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
    }
    await sleep(1000 * Number(response?.headers.get('retry-after') ?? 0.1));
  }
  throw new Broken(`${method} was not answered in ${TRIES} tries`);
}
