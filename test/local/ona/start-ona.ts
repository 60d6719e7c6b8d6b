import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock, systemClock, type MovableClock } from '../../../local/clock';
import { listen } from '../../../local/http-server';
import { createOna, type LocalOna } from '../../../local/ona/ona';
import { removeFolder } from '../../../local/remove-folder';
import { openMemoryStore, type StateStore } from '../../../local/state-store';
import { createRepository, type TestRepository } from '../codesphere/git-repository';

/** A small app that shows a file and an env var. */
export const APP = {
  'server.js': `
    const { readFileSync } = require('node:fs');
    require('node:http')
      .createServer((_, response) => response.end(readFileSync('page.txt') + '|' + process.env.GREETING))
      .listen(process.env.PORT);
  `,
  'page.txt': 'one',
};

export const REPOSITORY_URL = 'https://bitbucket.org/demo/lab.git';

/** The stand-in behind a real HTTP server, with one repository. */
export interface TestOna {
  local: LocalOna;
  repository: TestRepository;
  clock: MovableClock;
  /** `http://127.0.0.1:<port>/ona`. */
  url: string;
  /** Calls a method of the API as the token's user. */
  call(
    method: string,
    body?: unknown,
    init?: RequestInit,
  ): Promise<{ status: number; body: Answer }>;
  /** Starts another one from what this one stored, after `meanwhile` with the folder of its checkouts. */
  again(meanwhile?: (checkouts: string) => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** What the API answers, as far as tests look into it. */
export type Answer = Record<string, unknown>;

/** Starts one whose repository has the app on its main branch. Time moves only when a test moves it. */
export async function startOna(files: Record<string, string> = APP): Promise<TestOna> {
  const directory = mkdtempSync(join(tmpdir(), 'ona-'));
  const repository = createRepository(join(directory, 'git'), files);
  const store: StateStore = openMemoryStore();
  const clock = manualClock(systemClock().now());
  let port = 0;
  const create = () =>
    createOna({
      store,
      clock,
      directory: join(directory, 'checkouts'),
      port: () => port,
      accessOf: (url) =>
        url === REPOSITORY_URL
          ? { url: `file://${repository.url}`, username: '', password: '' }
          : undefined,
    });
  let local = create();
  const server = await listen((request) => local.handle(request), 0);
  ({ port } = server);
  const url = `http://127.0.0.1:${port}/ona`;
  return {
    ...{ repository, url, clock },
    get local() {
      return local;
    },
    async call(method, body = {}, init = {}) {
      const answer = await fetch(`${url}/api/gitpod.v1.${method}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { authorization: 'Bearer local-token', 'content-type': 'application/json' },
        body: JSON.stringify(body),
        ...init,
      });
      const text = await answer.text();
      const parsed = text === '' ? {} : (JSON.parse(text) as Answer);
      return { status: answer.status, body: parsed };
    },
    async again(meanwhile) {
      await local.stop();
      await meanwhile?.(join(directory, 'checkouts'));
      local = create();
      await local.handle(new Request(`${url}/api/gitpod.v1.X/Y`, { method: 'POST' }));
    },
    async stop() {
      await local.stop();
      await server.close();
      await removeFolder(directory);
    },
  };
}
