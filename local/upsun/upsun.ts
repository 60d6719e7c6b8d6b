import { mkdir } from 'node:fs/promises';
import * as v from 'valibot';
import type { Clock } from '../clock';
import { createMachineEngine } from '../machine/machine-engine';
import type { GitAccess } from '../machine/workspace-engine';
import type { StateStore } from '../state-store';
import { createApi } from './api';
import { Behaviour, normalBehaviour } from './behaviour';
import { createDeployer } from './deployer';
import { readBranches } from './fetch-branches';
import { createOperations } from './operations';
import { showPage } from './page';
import { createProjects } from './projects';
import type { EnvironmentRecord, ProjectRecord } from './records';
import { machineName } from './show';
import { syncBranches } from './sync-branches';
import { createTokenServer } from './token-server';

/** A stand-in for Upsun that builds and runs environments on this machine. It starts when it is first needed. */
export interface LocalUpsun {
  /** Whether a request is one of its API and pages, below `/upsun`, or of a visitor of one of its environments. */
  isFor(request: Request): boolean;
  handle(request: Request): Promise<Response>;
  /** Bitbucket tells of a push: branches are fetched, unless nobody has asked for anything yet. */
  hear(): void;
  /** The switches. */
  behaviour: Behaviour;
  /** Changes switches; what is none is an error. */
  behave(changes: unknown): void;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
  /** Ends the life of all access tokens. */
  revokeTokens(): void;
  /** Ends every process that it started, within 5 s. It cannot be used afterwards. */
  stop(): Promise<void>;
}

export interface UpsunOptions {
  store: StateStore;
  clock: Clock;
  /** One folder per checkout is made in here. */
  directory: string;
  /** The port of `http://localhost:<port>/upsun`; asked when needed. */
  port: () => number;
  /** `<workspace>/<slug>` of the repositories that have a project; asked when needed. */
  repositories: () => string[];
  /** What opens a repository. */
  accessOf: (repository: string) => GitAccess;
}

const HOST = /^([a-z0-9-]+)-(local[a-z0-9]+)\.upsun\.localhost$/;

/** Starts nothing yet. */
export function createUpsun(options: UpsunOptions): LocalUpsun {
  const { clock } = options;
  const behaviour = normalBehaviour();
  const tokens = createTokenServer(clock);
  let starting: ReturnType<typeof start> | undefined;
  const take = () => (starting ??= start());

  async function start() {
    await mkdir(options.directory, { recursive: true });
    const engine = await createMachineEngine(options.directory);
    const projects = createProjects(options.store, options.repositories);
    const accessOf = ({ repository }: ProjectRecord) => options.accessOf(repository);
    const deployer = createDeployer({ engine, clock, accessOf });
    const operations = createOperations({ clock, behaviour, projects, deployer });
    const urlOf = (project: ProjectRecord, one: EnvironmentRecord) =>
      `http://${machineName(one)}-${project.id}.upsun.localhost:${options.port()}/`;
    const fetches = new Map<string, Promise<void>>();

    /** One after another, so that a later one sees what an earlier one did. */
    function fetchBranches(project: ProjectRecord): Promise<void> {
      const before = fetches.get(project.id) ?? Promise.resolve();
      const next = before.then(async () => {
        const branches = await readBranches(accessOf(project), options.directory);
        syncBranches(project, branches, operations, clock);
        projects.save(project);
      });
      const guarded = next.catch((error: unknown) => console.error('Upsun cannot fetch:', error));
      fetches.set(project.id, guarded);
      return guarded;
    }

    await takeUp(projects.list());
    const parts = { clock, behaviour, projects, operations, urlOf };
    const fetched = (project: ProjectRecord) => fetches.get(project.id) ?? fetchBranches(project);
    const api = createApi({ ...parts, fetched }, tokens);

    /** What an earlier start left: what was under way has failed, what ran runs again. */
    async function takeUp(all: ProjectRecord[]): Promise<void> {
      const running = all.flatMap((project) =>
        project.environments.flatMap((one) => (one.running ? [{ project, one }] : [])),
      );
      await engine.recover(new Set(running.map(({ one }) => one.running?.checkout ?? 0)));
      for (const { activities, environments } of all) {
        const left = activities.filter(({ endedAt }) => endedAt === undefined);
        const failed = { state: 'complete', result: 'failure', failureReason: 'error' };
        for (const one of left) Object.assign(one, { ...failed, endedAt: clock.now() });
        for (const one of environments) if (one.status === 'dirty') one.status = 'active';
      }
      for (const { project, one } of running) {
        if (one.running && !engine.isThere(one.running.checkout)) {
          // Somebody deleted its folder: nothing is there that could be visited.
          delete one.running;
          one.status = 'inactive';
          projects.save(project);
        } else if (one.status === 'active') await deployer.start(project, one);
      }
    }

    async function visit(request: Request): Promise<Response> {
      const [, machine, id] = HOST.exec(new URL(request.url).hostname) ?? [];
      const project = projects.find(id ?? '');
      const one = project?.environments.find((it) => machineName(it) === machine);
      if (!one || one.status === 'inactive') return page(404, 'There is no environment here.');
      if (one.status === 'paused') return page(200, 'This environment is paused.');
      if (one.isProtected) {
        const headers = { 'www-authenticate': 'Basic realm="Upsun"' };
        return new Response('', { status: 401, headers });
      }
      const answer = await deployer.visit(one, request);
      return answer ?? page(502, 'The app does not listen on the port in PORT yet.');
    }

    function hear(): void {
      if (behaviour.fetchDelaySeconds < 0) return;
      const fetchAll = () => {
        for (const project of projects.list()) {
          // One that nobody asked about fetches when somebody does.
          if (fetches.has(project.id)) void fetchBranches(project);
        }
      };
      if (behaviour.fetchDelaySeconds === 0) fetchAll();
      else clock.after(behaviour.fetchDelaySeconds * 1000, fetchAll);
    }

    /** Of the API, or of a page of the Console. */
    function answer(request: Request): Promise<Response> | Response {
      const { pathname } = new URL(request.url);
      if (!pathname.startsWith('/upsun/console/')) return api(request);
      const { status, text } = showPage(pathname, (id) => projects.find(id));
      return page(status, text);
    }

    return { answer, visit, hear, engine, operations, settle: () => Promise.all(fetches.values()) };
  }

  return {
    isFor({ url }) {
      const { pathname, hostname } = new URL(url);
      return HOST.test(hostname) || pathname.startsWith('/upsun/');
    },
    async handle(request) {
      const { answer, visit } = await take();
      return HOST.test(new URL(request.url).hostname) ? visit(request) : answer(request);
    },
    hear() {
      void starting?.then(({ hear }) => hear());
    },
    behaviour,
    behave(changes) {
      Object.assign(behaviour, v.parse(v.partial(Behaviour), changes));
    },
    async settled() {
      const started = await starting;
      await started?.settle();
      await started?.operations.queue.settled();
    },
    revokeTokens: tokens.revokeAll,
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
