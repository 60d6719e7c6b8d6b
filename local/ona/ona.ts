import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import * as v from 'valibot';
import type { Clock } from '../clock';
import { createMachineEngine } from '../machine/machine-engine';
import type { GitAccess } from '../machine/workspace-engine';
import type { StateStore } from '../state-store';
import { createApi } from './api';
import { Behaviour, normalBehaviour } from './behaviour';
import { createMachines } from './machines';
import type { EnvironmentRecord } from './records';
import { showPage } from './page';
import { OPS_PORT } from './show';

/** A stand-in for Ona that runs environments on this machine. It starts when it is first needed. */
export interface LocalOna {
  /** Whether a request is one of its API and pages, below `/ona`, or of a visitor of one of its environments. */
  isFor(request: Request): boolean;
  handle(request: Request): Promise<Response>;
  /** The switches. */
  behaviour: Behaviour;
  /** Changes switches; what is none is an error. */
  behave(changes: unknown): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  /** Ends every process that it started, within 5 s. It cannot be used afterwards. */
  stop(): Promise<void>;
}

export interface OnaOptions {
  store: StateStore;
  clock: Clock;
  /** One folder per checkout is made in here. */
  directory: string;
  /** The port of `http://localhost:<port>/ona`; asked when needed. */
  port: () => number;
  /** What opens a repository; undefined when the account has no access to it. */
  accessOf: (url: string) => GitAccess | undefined;
}

const HOST = /^(\d+)--([0-9a-f-]{36})\.ona\.localhost$/;

/** Starts nothing yet. */
export function createOna(options: OnaOptions): LocalOna {
  const { clock, store, accessOf } = options;
  const behaviour = normalBehaviour();
  const working = new Set<Promise<void>>();
  let starting: ReturnType<typeof start> | undefined;
  const take = () => (starting ??= start());

  async function start() {
    await mkdir(options.directory, { recursive: true });
    const engine = await createMachineEngine(options.directory);
    const table = store.table<EnvironmentRecord>('ona.environments');
    const environments = new Map(table.entries());
    // A failed write is told to whoever holds the store.
    const save = (one: EnvironmentRecord) =>
      void (
        environments.has(one.id) && store.write([table.put(one.id, one)]).catch(() => undefined)
      );
    const forget = (one: EnvironmentRecord) => {
      environments.delete(one.id);
      store.write([table.remove(one.id)]).catch(() => undefined);
    };
    const follow = (work: Promise<void>) => {
      const guarded = work.catch((error: unknown) => console.error('Ona:', error));
      working.add(guarded);
      void guarded.finally(() => working.delete(guarded));
    };
    const machines = createMachines({ engine, clock, accessOf, save, follow });
    const logToken = randomUUID();
    const urlOf = ({ id }: EnvironmentRecord, port: number) =>
      `http://${port}--${id}.ona.localhost:${options.port()}`;
    const api = createApi({
      ...{ behaviour, clock, machines, environments, save, forget, urlOf, logToken, follow },
      opens: (url) => accessOf(url) !== undefined,
    });

    await engine.recover(new Set([...environments.values()].map(({ checkout }) => checkout)));
    for (const one of environments.values()) takeUp(one);

    /** What an earlier start left: what ran runs again, what was under way begins anew. */
    function takeUp(one: EnvironmentRecord): void {
      const running = one.services.filter(({ phase }) => phase === 'RUNNING');
      for (const service of one.services) service.phase = 'STOPPED';
      if (one.phase === 'DELETING') follow(machines.remove(one).then(() => forget(one)));
      else if (one.phase === 'STOPPING') follow(machines.stop(one));
      else if (one.phase !== 'STOPPED') {
        follow(
          machines.start(one).then(async () => {
            for (const service of running) await machines.startService(one, service);
          }),
        );
      }
    }

    async function visit(request: Request): Promise<Response> {
      const { hostname, pathname } = new URL(request.url);
      const [, port = '', id = ''] = HOST.exec(hostname) ?? [];
      const one = environments.get(id);
      if (one?.phase !== 'RUNNING') return page(404, 'There is no environment here.');
      if (Number(port) === OPS_PORT) {
        const isAllowed = request.headers.get('authorization') === `Bearer ${logToken}`;
        return isAllowed
          ? page(200, machines.logOf(one, /^\/logs\/(.+)$/.exec(pathname)?.[1]))
          : page(401, 'No.');
      }
      const shared = one.ports.find((it) => it.port === Number(port));
      if (!shared) return page(404, 'This port is not shared.');
      if (shared.admission !== 'ADMISSION_LEVEL_EVERYONE') {
        return new Response(null, {
          status: 302,
          headers: { location: 'https://app.ona.com/login' },
        });
      }
      const answer = await machines.visit(one, request, Number(port));
      return answer ?? page(502, 'Nothing listens on this port yet.');
    }

    /** Of the API, which has a path of its own, or of a page that Ona shows to people. */
    function answer(request: Request): Promise<Response> | Response {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith('/ona/api/')) return api(request);
      const { status, text } = showPage(pathname, environments, (...of) => machines.logOf(...of));
      return page(status, text);
    }

    return { answer, visit, engine };
  }

  return {
    isFor({ url }) {
      const { pathname, hostname } = new URL(url);
      return HOST.test(hostname) || pathname.startsWith('/ona/');
    },
    async handle(request) {
      const { answer, visit } = await take();
      return HOST.test(new URL(request.url).hostname) ? visit(request) : answer(request);
    },
    behaviour,
    behave(changes) {
      Object.assign(behaviour, v.parse(v.partial(Behaviour), changes));
    },
    async settled() {
      await starting;
      while (working.size > 0) await Promise.all(working);
    },
    async stop() {
      const started = await starting?.catch(() => undefined);
      await started?.engine.stop();
    },
  };
}

function page(status: number, text: string): Response {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  return new Response(`${text}\n`, { status, headers });
}
