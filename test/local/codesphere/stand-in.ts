import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { systemClock } from '../../../local/clock';
import {
  createCodesphere,
  type CodesphereOptions,
  type LocalCodesphere,
} from '../../../local/codesphere/codesphere';
import { listen } from '../../../local/http-server';
import type { RunState, ServerState, Stage } from '../../../local/codesphere/workspace-record';
import { openMemoryStore } from '../../../local/state-store';
import { eventually } from './eventually';

/** An answer of the API: `body` is parsed JSON, or the text if it is none. */
interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** A stand-in behind a real HTTP server, with folders of its own. */
export interface TestCodesphere {
  codesphere: LocalCodesphere;
  controls: LocalCodesphere['controls'];
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** A folder for the test's own files, removed at the end. */
  directory: string;
  /** Calls the API; the type of the answer's body is the test's claim. */
  call<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
  ): Promise<Answer<Body>>;
  /** Creates a workspace and waits until it runs. */
  createRunning(gitUrl: string, fields?: Record<string, unknown>): Promise<number>;
  /** Starts a stage and waits until its entry for `server` is in one of `states`. */
  runStage(id: number, stage: Stage, states?: RunState[], server?: string): Promise<ServerState>;
  visit(
    id: number,
    path?: string,
    options?: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>;
  stop(): Promise<void>;
}

/** Starts one with ephemeral state unless `options` say otherwise. */
export async function startCodesphere(
  options: Partial<CodesphereOptions> = {},
): Promise<TestCodesphere> {
  const directory = mkdtempSync(join(tmpdir(), 'codesphere-'));
  let port = 0;
  const url = () => `http://127.0.0.1:${port}`;
  const codesphere = await createCodesphere({
    store: openMemoryStore(),
    workspacesDirectory: join(directory, 'workspaces'),
    clock: systemClock(),
    baseUrl: url,
    port: () => port,
    ...options,
  });
  const server = await listen((request) => codesphere.handle(request), 0);
  ({ port } = server);

  async function call<Body>(
    method: string,
    path: string,
    body?: unknown,
    token = 'local-token',
  ): Promise<Answer<Body>> {
    const response = await fetch(`${url()}/api${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const content = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(content) : content) as Body,
    };
  }

  return {
    codesphere,
    controls: codesphere.controls,
    url: url(),
    directory,
    call,
    async createRunning(gitUrl, fields = {}) {
      const created = await call<{ id: number }>(
        'POST',
        '/workspaces',
        newWorkspace({ gitUrl, ...fields }),
      );
      if (created.status !== 200) throw new Error(`Create answered ${JSON.stringify(created)}`);
      const id = created.body.id;
      await eventually(async () => {
        const { body } = await call('GET', `/workspaces/${id}/status`);
        expect(body).toEqual({ isRunning: true });
      });
      return id;
    },
    async runStage(id, stage, states = ['success', 'failure'], server = 'codesphere-ide') {
      const { status } = await call('POST', `/workspaces/${id}/pipeline/${stage}/start`);
      expect(status).toBe(200);
      return eventually(async () => {
        const { body } = await call<ServerState[]>('GET', `/workspaces/${id}/pipeline/${stage}`);
        const entry = body.find((one) => one.server === server);
        expect(states).toContain(entry?.state);
        return entry!;
      });
    },
    visit: (id, path = '/', { method = 'GET', headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        // Not every machine's resolver knows *.localhost, so the host is given by hand.
        const host = `${id}-3000.localhost:${port}`;
        const options = { port, host: '127.0.0.1', method, path, headers: { ...headers, host } };
        const outgoing = httpRequest({ ...options, agent: false }, (incoming) => {
          text(incoming).then(
            (content) =>
              resolve({
                status: incoming.statusCode!,
                headers: incoming.headers,
                body: content,
              }),
            reject,
          );
        });
        outgoing.once('error', reject);
        outgoing.end(body);
      }),
    async stop() {
      await codesphere.stop();
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A body for `POST /workspaces` that is accepted. */
export function newWorkspace(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    teamId: 1,
    name: freshName(),
    planId: 8,
    isPrivateRepo: false,
    replicas: 1,
    restricted: false,
    initialBranch: 'main',
    ...fields,
  };
}

let names = 0;

/** A name that no other workspace of this process has: a team takes each name once. */
export function freshName(): string {
  names += 1;
  return `shop-${names}`;
}
