import { createAdaptorServer } from '@hono/node-server';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as the wrapper sees it. */
interface Call {
  method: string;
  /** With its query. */
  path: string;
  headers: Headers;
  body: string;
}

/** An answer that a wrapper may change. */
interface Reply {
  status: number;
  headers: Headers;
  text: string;
}

/** Breaks one promise of a host: changes the call before it, or the answer after it. */
interface Wrapper {
  before?: (call: Call) => void;
  after?: (reply: Reply, call: Call) => void;
}

/** What `after` of a wrapper does with a body, where there is one. */
function changeJson(change: (body: Record<string, unknown>) => void): Wrapper {
  return {
    after(reply) {
      if (!reply.text.startsWith('{')) return;
      const body = JSON.parse(reply.text) as Record<string, unknown>;
      change(body);
      reply.text = JSON.stringify(body);
    },
  };
}

interface Shown {
  runs: { state: string; commit: string } | null;
  deployment: { commit: string; steps?: { endedAt: string | null }[] };
}

const problem = (status: number, code: string) =>
  JSON.stringify({ status, code, message: 'Broken.', remedy: 'Repair it.', mends: 'provider' });

/** Keys of calls that were not answered yet. */
const underWay = new Set<string>();

/** Small wrappers around a host, each of which breaks one promise. */
export const WRAPPERS = {
  /** Takes each call for a new one. */
  forgetsKeys: {
    before({ headers }) {
      if (headers.has('idempotency-key')) headers.set('idempotency-key', randomUUID());
    },
  },
  /** Says of the first page that it is the last. */
  cutsLists: changeJson((body) => {
    if ('next' in body) body.next = null;
  }),
  /** Leaves out that a page is the last. */
  leavesOutNext: changeJson((body) => {
    if (body.next === null) delete body.next;
  }),
  /** Answers as if nothing were there when the token is wrong. */
  hidesFromStrangers: {
    after(reply) {
      if (reply.status !== 401) return;
      reply.status = 404;
      reply.text = problem(404, 'environment-gone');
    },
  },
  /** Takes what was asked for as what runs. */
  claimsCommits: changeJson((body) => {
    const { runs, deployment } = body as unknown as Shown;
    if (runs) runs.commit = deployment.commit;
  }),
  /** Does not hide secret values in logs. */
  showsSecrets: {
    before(call) {
      if (call.method === 'PUT')
        call.body = call.body.replaceAll('"secret":true', '"secret":false');
    },
  },
  /** Builds the source alone. */
  mergesNothing: {
    before(call) {
      if (call.method !== 'PUT' || !call.body.includes('"destination":{')) return;
      const body = JSON.parse(call.body) as object;
      call.body = JSON.stringify({ ...body, destination: null });
    },
  },
  /** Is busy without saying for how long. */
  hasNoTime: {
    after(reply, { path }) {
      if (!path.includes('cursor=***')) return;
      reply.status = 429;
      reply.text = problem(429, 'rate-limited');
    },
  },
  /** Lets every page of the web read. */
  trustsPages: {
    after: ({ headers }) => headers.set('access-control-allow-origin', '*'),
  },
  /** Takes the body of a form for JSON. */
  takesForms: {
    before({ headers }) {
      if (headers.get('content-type') === 'text/plain')
        headers.set('content-type', 'application/json');
    },
  },
  /** Says that it sleeps, and goes on. */
  pretendsToSleep: {
    before(call) {
      if (!call.path.endsWith('/sleep')) return;
      call.method = 'GET';
      call.path = call.path.slice(0, -'/sleep'.length);
      call.headers.set('x-asked', 'sleep');
    },
    after(reply, { headers }) {
      if (!headers.has('x-asked')) return;
      reply.text = reply.text.replace('"state":"up"', '"state":"asleep"');
    },
  },
  /** Has steps that never end. */
  losesTimes: changeJson((body) => {
    const { deployment } = body as unknown as Partial<Shown>;
    for (const step of deployment?.steps ?? []) step.endedAt = null;
  }),
  /** Refuses a call whose like is under way. */
  refusesTwins: {
    before(call) {
      const key = call.headers.get('idempotency-key');
      if (key === null) return;
      if (underWay.has(key)) call.path = '/v1/busy';
      underWay.add(key);
    },
    after(_, { headers }) {
      underWay.delete(headers.get('idempotency-key') ?? '');
    },
  },
  /** Refuses to delete what is gone. */
  missesTheGone: {
    after(reply, { method }) {
      if (method !== 'DELETE' || reply.status !== 204) return;
      reply.status = 404;
      reply.headers.set('content-type', 'application/problem+json');
      reply.text = problem(404, 'environment-gone');
    },
  },
} satisfies Record<string, Wrapper>;

/** A host that breaks promises. */
export interface BrokenHost {
  url: string;
  stop(): Promise<void>;
}

/** Puts wrappers in front of the host at `target`. */
export async function breakHost(
  target: string,
  names: (keyof typeof WRAPPERS)[],
): Promise<BrokenHost> {
  const wrappers: Wrapper[] = names.map((name) => WRAPPERS[name]);

  async function handle(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const headers = new Headers(request.headers);
    for (const name of ['host', 'connection', 'content-length', 'transfer-encoding']) {
      headers.delete(name);
    }
    const call: Call = {
      method: request.method,
      path: pathname + search,
      headers,
      body: await request.text(),
    };
    for (const { before } of wrappers) before?.(call);
    const { method, path, body } = call;
    const sent = method === 'GET' || body === '' ? null : body;
    const answer = await fetch(target + path, { method, headers, body: sent });
    const text = await answer.text();
    const reply: Reply = { status: answer.status, headers: new Headers(answer.headers), text };
    for (const { after } of wrappers) after?.(reply, call);
    for (const name of ['content-length', 'connection', 'keep-alive', 'transfer-encoding']) {
      reply.headers.delete(name);
    }
    const content = reply.status === 204 ? null : reply.text;
    return new Response(content, { status: reply.status, headers: reply.headers });
  }

  const server = createAdaptorServer({ overrideGlobalObjects: false, fetch: handle }) as Server;
  server.keepAliveTimeout = 65_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await Promise.resolve();
    },
  };
}
