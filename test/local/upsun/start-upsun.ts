import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../local/clock';
import { listen } from '../../../local/http-server';
import { removeFolder } from '../../../local/remove-folder';
import { openMemoryStore } from '../../../local/state-store';
import { createUpsun, type LocalUpsun } from '../../../local/upsun/upsun';
import { createRepository, type TestRepository } from '../codesphere/git-repository';

/** The project of the repository `demo/site`. */
export const PROJECT = 'localdemosite';
export const REPOSITORY = 'demo/site';

/** A small app that shows a file, an env var and its commit's page. */
export const APP = {
  '.upsun/config.yaml': [
    'applications:',
    '  app:',
    '    type: nodejs:22',
    '    hooks:',
    '      build: echo building && echo "$GREETING" > greeting.txt',
    '    web:',
    '      commands:',
    '        start: node server.js',
  ].join('\n'),
  'server.js': `
    const { readFileSync } = require('node:fs');
    require('node:http')
      .createServer((_, response) => response.end(readFileSync('page.txt') + '|' + process.env.GREETING))
      .listen(process.env.PORT);
  `,
  'page.txt': 'one',
};

/** The stand-in behind a real HTTP server, with one repository that has a project. */
export interface TestUpsun {
  local: LocalUpsun;
  repository: TestRepository;
  /** `http://127.0.0.1:<port>/upsun`. */
  url: string;
  /** Calls the API as the token's user. */
  call(method: string, path: string, body?: object): Promise<{ status: number; body: unknown }>;
  /** The environment of a branch, as the API shows it. */
  environment(branch: string): Promise<Record<string, unknown>>;
  /** The types of what was done with it, the newest last. */
  activityTypes(branch: string): Promise<string[]>;
  /** Pushes to a branch, and has Upsun told of it. */
  push(branch: string, files: Record<string, string>): Promise<string>;
  stop(): Promise<void>;
}

/** Starts one whose repository has the app on its main branch. */
export async function startUpsun(files: Record<string, string> = APP): Promise<TestUpsun> {
  const directory = mkdtempSync(join(tmpdir(), 'upsun-'));
  const repository = createRepository(join(directory, 'git'), files);
  let port = 0;
  const local = createUpsun({
    store: openMemoryStore(),
    clock: systemClock(),
    directory: join(directory, 'checkouts'),
    port: () => port,
    repositories: () => [REPOSITORY],
    accessOf: () => ({ url: `file://${repository.url}`, username: '', password: '' }),
  });
  const server = await listen((request) => local.handle(request), 0);
  ({ port } = server);
  const url = `http://127.0.0.1:${port}/upsun`;
  async function call(method: string, path: string, body?: object) {
    const form = new URLSearchParams({ grant_type: 'api_token', api_token: 'local-token' });
    const exchange = await fetch(`${url}/oauth2/token`, { method: 'POST', body: form });
    const { access_token: token } = (await exchange.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, {
      ...{ method, headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
  }
  const below = (branch: string) =>
    `/projects/${PROJECT}/environments/${encodeURIComponent(branch)}`;
  return {
    ...{ local, repository, url, call },
    async environment(branch) {
      return (await call('GET', below(branch))).body as Record<string, unknown>;
    },
    async activityTypes(branch) {
      const { body } = await call('GET', `${below(branch)}/activities`);
      return (body as { type: string }[]).map(({ type }) => type).reverse();
    },
    async push(branch, changes) {
      const commit = repository.commit(branch, changes);
      local.hear();
      await Promise.resolve();
      return commit;
    },
    async stop() {
      await local.stop();
      await server.close();
      await removeFolder(directory);
    },
  };
}
