import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manualClock, systemClock, type MovableClock } from '../../../local/clock';
import { listen } from '../../../local/http-server';
import { removeFolder } from '../../../local/remove-folder';
import { createSpacelift, type LocalSpacelift } from '../../../local/spacelift/spacelift';
import { openMemoryStore } from '../../../local/state-store';
import { createRepository, type TestRepository } from '../codesphere/git-repository';

/** A page and a bucket, as the stacks of a repository have them. */
const INFRASTRUCTURE = {
  'web/main.tf': 'resource "page" "front" {\n  heading = "One"\n}\n',
  'data/main.tf': 'resource "bucket" "uploads" {\n  days = 30\n}\n',
};

/** The stacks of the one repository. */
export const [WEB, DATA] = ['demo-infra-web', 'demo-infra-data'];

/** The stand-in behind a real HTTP server, with one repository. Time moves only when a test moves it. */
export interface TestSpacelift {
  local: LocalSpacelift;
  repository: TestRepository;
  clock: MovableClock;
  /** `http://127.0.0.1:<port>/spacelift`. */
  url: string;
  /** Sends a document, with a fresh token unless told. */
  ask(query: string, variables?: object, token?: string): Promise<Answered>;
  stop(): Promise<void>;
}

interface Answered {
  status: number;
  data: Record<string, unknown> | null;
  errors?: { message: string }[];
}

/** Starts one whose repository has the files on its main branch. */
export async function startSpacelift(): Promise<TestSpacelift> {
  const directory = mkdtempSync(join(tmpdir(), 'spacelift-'));
  const repository = createRepository(join(directory, 'git'), {});
  repository.commit('main', INFRASTRUCTURE);
  const clock = manualClock(systemClock().now());
  const local = createSpacelift({
    ...{ clock, store: openMemoryStore(), directory: join(directory, 'fetched') },
    repositories: () => ['demo/infra'],
    accessOf: () => ({ url: `file://${repository.url}`, username: '', password: '' }),
  });
  const server = await listen((request) => local.handle(request), 0);
  const url = `http://127.0.0.1:${server.port}/spacelift`;

  async function send(query: string, variables: object, token: string): Promise<Answered> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    const body = text.startsWith('{')
      ? (JSON.parse(text) as Omit<Answered, 'status'>)
      : { data: null };
    return { status: response.status, ...body };
  }

  async function logIn(): Promise<string> {
    const login = 'mutation{apiKeyUser(id:"local-key",secret:"local-token"){jwt}}';
    const { data } = await send(login, {}, '');
    return (data?.apiKeyUser as { jwt: string }).jwt;
  }

  return {
    ...{ local, repository, clock, url },
    ask: async (query, variables = {}, token) => send(query, variables, token ?? (await logIn())),
    async stop() {
      await local.stop();
      clock.advance(60_000);
      await server.close();
      await removeFolder(directory);
    },
  };
}
