import type { Hosting } from '../../src/ports/hosting';
import { secretsOf, type Rig } from './rig';

/** A request that a kind made. */
export interface Asked {
  method: string;
  url: string;
  headers: string;
  body: string;
}

/** What becomes of a request on its way; `proceed` has the stand-in answer it. */
export type Tamper = (asked: Asked, proceed: () => Promise<Response>) => Promise<Response>;

/** A kind that is connected to its stand-in, and all that it asked so far. */
export interface Connected {
  hosting: Hosting;
  asked: Asked[];
}

/** Where a redirect leads that no key may follow. */
export const ELSEWHERE = 'elsewhere.example';

/**
 * Connects a kind as the app does anew in each invocation. Of the requests that carry a key number `nth`, or each
 * one, is tampered with: what pages answer is the app's that runs there.
 */
export function connect(
  rig: Pick<Rig, 'kind' | 'outside' | 'credentials'>,
  at?: { nth: number | 'each'; tamper: Tamper },
): Connected {
  const { kind, credentials, outside } = rig;
  const asked: Asked[] = [];
  let keyed = 0;
  const watched: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { method, url } = request;
    const one = { method, url, headers: JSON.stringify([...request.headers]), body: '' };
    asked.push(one);
    one.body = await request.clone().text();
    const isElsewhere = !url.startsWith('https:') || new URL(url).hostname === ELSEWHERE;
    const proceed = () =>
      isElsewhere && isPublic(url) ? Promise.resolve(Response.json({})) : outside.fetch(request);
    if (!at || !hasKey(one, rig)) return proceed();
    keyed += 1;
    return at.nth === 'each' || at.nth === keyed - 1 ? at.tamper(one, proceed) : proceed();
  };
  return { hosting: kind.connect(credentials, { ...outside, fetch: watched }), asked };
}

/** Previews of stand-ins are at names of this machine. */
function isPublic(url: string): boolean {
  return !new URL(url).hostname.endsWith('localhost');
}

/** Whether a request carries a key. */
export function hasKey(asked: Asked, rig: Pick<Rig, 'kind' | 'credentials'>): boolean {
  const carries = (secret: string) => asked.body.includes(secret);
  return bearerOf(asked) !== undefined || secretsOf(rig).some(carries);
}

/** The key that a request carries, of one that is exchanged for it, too. */
export function bearerOf({ headers }: Asked): string | undefined {
  return /Bearer ([^"]+)/.exec(headers)?.[1];
}

/** The request takes effect, and its reply is lost. */
export const loseReply: Tamper = async (_, proceed) => {
  await (await proceed()).text();
  throw new TypeError('fetch failed');
};

/** How a read fails without an answer of the provider's API. */
export const TROUBLES: Readonly<Record<string, Tamper>> = {
  'no answer': () => Promise.reject(new TypeError('fetch failed')),
  'an error 500': () => Promise.resolve(Response.json({}, { status: 500 })),
  'an error 502 of a gateway': () => Promise.resolve(page(502)),
  'a page in the place of JSON': () => Promise.resolve(page(200)),
  'half an answer': async (_, proceed) => {
    const response = await proceed();
    // Half of the words of a refusal is that refusal all the same.
    if (!response.ok) throw new TypeError('terminated');
    const { text, init } = await read(response);
    return new Response(text.slice(0, text.length / 2), init);
  },
  'an answer that breaks off': async (_, proceed) => {
    const { text, init } = await read(await proceed());
    const broken = new ReadableStream({
      start: (body) => body.enqueue(Buffer.from(text.slice(0, text.length / 2))),
      pull: (body) => body.error(new TypeError('terminated')),
    });
    return new Response(broken, init);
  },
};

/** A page of something that is no API. */
export function page(status: number): Response {
  const headers = { 'content-type': 'text/html' };
  return new Response('<html><title>Hello</title></html>', { status, headers });
}

async function read(response: Response) {
  const status = response.status === 204 ? 200 : response.status;
  return { text: await response.text(), init: { status, headers: response.headers } };
}

/** A redirect of the same call to this address. */
export function redirectTo(addressOf: (url: string) => string): Tamper {
  return ({ url }) =>
    Promise.resolve(new Response(null, { status: 307, headers: { location: addressOf(url) } }));
}
