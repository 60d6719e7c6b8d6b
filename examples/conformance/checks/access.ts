import { hold } from '../broken';
import type { Check } from '../check';
import { describe } from '../host-client';
import type { Kit } from '../kit';
import type { Problem } from '../protocol';

/** Who gets in, and what whoever gets in finds. */
export const accessChecks: Check[] = [
  {
    id: 'offer',
    promise: 'offers places with sizes, in version 1 of the protocol',
    run({ offer }) {
      hold(offer.protocol === 1, `the protocol is ${offer.protocol}`);
      hold(offer.places.length > 0, 'the token opens no place');
      for (const { id, sizes } of offer.places) hold(sizes.length > 0, `place ${id} has no size`);
      return Promise.resolve();
    },
  },
  {
    id: 'token',
    promise: 'answers 401 to every call without the right token, and does nothing',
    async run(kit) {
      const { name } = await kit.up();
      for (const token of ['', `${kit.token}x`]) {
        for (const [method, path, options] of callsOf(kit, name)) {
          const answer = await kit.client.call(method, path, { ...options, token });
          const what = token === '' ? 'without a token' : 'with a wrong token';
          hold(answer.status === 401, `${method} ${path} ${what} answered ${describe(answer)}`);
        }
      }
      const { runs } = await kit.read(name);
      hold(runs?.state === 'up', `a refused call left the environment ${runs?.state ?? 'empty'}`);
    },
  },
  {
    id: 'web-pages',
    promise: 'lets no web page read its answers',
    async run({ client }) {
      const headers = { origin: 'https://elsewhere.example' };
      const answer = await client.call('GET', '/v1/offer', { headers });
      const allowed = answer.headers.get('access-control-allow-origin');
      hold(allowed === null, `Access-Control-Allow-Origin is ${allowed}`);
    },
  },
  {
    id: 'unknown',
    promise: 'says environment-gone of an environment that is not there, and of nothing else',
    async run(kit) {
      const { client } = kit;
      const name = kit.newName();
      const gone = await client.call('GET', kit.pathOf(name));
      hold(isGone(gone), `a read of an unknown environment answered ${describe(gone)}`);
      const elsewhere = `/v1/places/${kit.place}-not-there/environments`;
      for (const path of [elsewhere, `${elsewhere}/${name}`, `${kit.pathOf(name)}/not/there`]) {
        const answer = await client.call('GET', path);
        hold(answer.status === 404, `GET ${path} answered ${describe(answer)}`);
        hold(!isGone(answer), `GET ${path} answered environment-gone`);
      }
      const created = await client.call('PUT', `${elsewhere}/${name}`, {
        headers: { 'idempotency-key': kit.newKey() },
        body: kit.requestOf({ source: kit.sources.first }),
      });
      hold(created.status === 404, `a PUT into an unknown place answered ${describe(created)}`);
    },
  },
];

/** Whether an answer proves that an environment is not there. */
export function isGone({ status, body }: { status: number; body: unknown }): boolean {
  return status === 404 && (body as Problem | undefined)?.code === 'environment-gone';
}

type Call = [
  method: string,
  path: string,
  options?: { body: unknown; headers?: Record<string, string> },
];

function callsOf(kit: Kit, name: string): Call[] {
  const path = kit.pathOf(name);
  const body = kit.requestOf({ source: kit.sources.failing });
  return [
    ['GET', '/v1/offer'],
    ['GET', path.slice(0, path.lastIndexOf('/'))],
    ['GET', path],
    ['PUT', path, { body, headers: { 'idempotency-key': kit.newKey() } }],
    ['POST', `${path}/cancel`, { body: { deployment: 'x' } }],
    ['POST', `${path}/sleep`],
    ['POST', `${path}/wake`],
    ['DELETE', path],
  ];
}
