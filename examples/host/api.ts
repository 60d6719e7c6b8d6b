import { type Context, Hono } from 'hono';
import { parseCancelRequest, parseDeploymentRequest } from './deployment-request';
import { type EnvironmentRecord, isUnderWay } from './environment-record';
import { PLACE, summaryOf, viewOf } from './environment-view';
import type { Environments } from './environments';
import { failureOf, Problem } from './failure';
import { refusals } from './refusals';

/** A name that can stand in front of a domain. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** An idempotency key as the protocol allows it. */
const KEY = /^[A-Za-z0-9._:-]{8,200}$/;

/** What a preview may cost here, and what that buys. The prices of a real host stand here. */
const SIZES = [
  { id: 'normal', title: 'Normal', description: 'As fast as the machine is.', price: null },
  { id: 'low', title: 'Low', description: 'Lets normal previews go first.', price: null },
];

/** What the calls are answered from. */
export interface ApiContext {
  environments: Environments;
  /** The host's name for people. */
  title: string;
  urlOf: (name: string) => string;
  report: (error: unknown) => void;
}

/** The calls of the protocol, below `prefix`. */
export function createApi(context: ApiContext, prefix: string): Hono {
  const { environments, title, urlOf } = context;
  const api = new Hono().basePath(`${prefix}/v1`);
  const all = '/places/:place/environments';
  const one = `${all}/:name`;

  api.use(async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
  });

  api.get('/offer', (c) =>
    c.json({
      protocol: 1,
      title,
      account: { id: 'owner', title: 'Owner of this host' },
      places: [{ id: PLACE, title: 'This machine', sizes: SIZES }],
      capabilities: ['sleep', 'merge'],
    }),
  );
  api.get(all, (c) => {
    checkPlace(c);
    const { page, next } = pageOf(environments.list(), c);
    return c.json({ environments: page.map((one) => summaryOf(one, urlOf(one.name))), next });
  });
  api.get(one, (c) => answer(c, get(c)));
  api.put(one, async (c) => {
    checkPlace(c);
    const name = nameOf(c);
    const key = keyOf(c);
    const request = await parseDeploymentRequest(c.req.raw);
    if (!SIZES.some(({ id }) => id === request.size)) throw refusals.sizeUnknown(request.size);
    const record = await environments.deploy(name, request, key);
    return answer(c, record, isUnderWay(record.deployment) ? 202 : 200);
  });
  api.post(`${one}/cancel`, async (c) => {
    const record = getLiving(c);
    await environments.cancel(record, await parseCancelRequest(c.req.raw));
    return answer(c, record);
  });
  api.post(`${one}/sleep`, async (c) => {
    const record = getLiving(c);
    await environments.sleep(record);
    return answer(c, record);
  });
  api.post(`${one}/wake`, async (c) => {
    const record = getLiving(c);
    await environments.wake(record);
    return answer(c, record, record.runs?.state === 'starting' ? 202 : 200);
  });
  api.delete(one, async (c) => {
    checkPlace(c);
    const record = environments.find(nameOf(c));
    if (!record) return c.body(null, 204);
    await environments.remove(record);
    return c.body(null, 202);
  });

  function get(c: Context): EnvironmentRecord {
    checkPlace(c);
    const record = environments.find(nameOf(c));
    if (!record) throw refusals.gone(nameOf(c));
    return record;
  }

  function getLiving(c: Context): EnvironmentRecord {
    const record = get(c);
    if (record.deleting) throw refusals.deleting(record.name);
    return record;
  }

  function answer(c: Context, record: EnvironmentRecord, status: 200 | 202 = 200): Response {
    return c.json(viewOf(record, urlOf(record.name)), status);
  }

  api.notFound(() => refusals.callUnknown().toResponse());
  api.onError((error) => problemOf(error, context.report).toResponse());
  return api;
}

function problemOf(error: unknown, report: (error: unknown) => void): Problem {
  if (error instanceof Problem) return error;
  report(error);
  return new Problem(500, failureOf(error));
}

/** A page in the order of names: what comes or goes between two pages moves none past the reader. */
function pageOf(records: EnvironmentRecord[], c: Context) {
  const limit = Number(c.req.query('limit') ?? 100);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw refusals.invalid('The limit');
  const cursor = c.req.query('cursor');
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
  if (cursor !== undefined && !NAME.test(after)) throw refusals.invalid('The cursor');
  const rest = records.filter(({ name }) => name > after);
  const page = rest.slice(0, limit);
  const last = rest.length > limit ? page.at(-1) : undefined;
  return { page, next: last ? Buffer.from(last.name).toString('base64url') : null };
}

function checkPlace(c: Context): void {
  if (c.req.param('place') === PLACE) return;
  throw refusals.placeUnknown();
}

function nameOf(c: Context): string {
  const name = c.req.param('name') ?? '';
  if (!NAME.test(name)) throw refusals.invalid('The name');
  return name;
}

function keyOf(c: Context): string {
  const key = c.req.header('idempotency-key');
  if (key === undefined) throw refusals.keyMissing();
  if (!KEY.test(key)) throw refusals.invalid('The Idempotency-Key');
  return key;
}
