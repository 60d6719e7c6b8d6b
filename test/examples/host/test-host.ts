import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { serveRepositories } from '../../../examples/conformance/git-server';
import type { Environment } from '../../../examples/conformance/protocol';
import { type ServerOptions, startServer } from '../../../examples/host/start-server';
import { createRepository } from '../../local/codesphere/git-repository';
import { eventually } from '../../local/codesphere/eventually';

/** Opens every host of these tests. */
export const TOKEN = 'a-token-of-the-tests';

/** How long a deployment may take on a machine that is busy. */
const PATIENCE = { timeoutMs: 90_000 };

interface Answer<Body> {
  status: number;
  headers: IncomingHttpHeaders;
  body: Body;
}

interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** A reference host with a server, and a repository that it can clone. */
export interface TestHost {
  /** `localhost:<port>`. */
  readonly address: string;
  directory: string;
  dataDirectory: string;
  /** Commits these files on a branch; answers the source that names the commit. */
  commit(files: Record<string, string>, branch?: string): Source;
  /** Calls the API; the type of the body is the test's claim. */
  call<Body = Environment>(
    method: string,
    path: string,
    options?: CallOptions,
  ): Promise<Answer<Body>>;
  /** Begins a deployment of `name` and answers what came back. */
  put(name: string, source: Source, more?: object): Promise<Answer<Environment>>;
  read(name: string): Promise<Environment>;
  /** Deploys and waits for the end. */
  deploy(name: string, source: Source, more?: object): Promise<Environment>;
  settled(name: string): Promise<Environment>;
  /** Visits a preview, or any other name below the host's. */
  visit(name: string, path?: string, options?: VisitOptions): Promise<Answer<string>>;
  /** Ends the host and starts one on the same folder. */
  restart(): Promise<void>;
  stopServer(): Promise<void>;
  stop(): Promise<void>;
}

interface VisitOptions {
  method?: string;
  body?: string;
  headers?: Record<string, string>;
}

/** A commit, as a request names it. */
export interface Source {
  cloneUrl: string;
  branch: string;
  commit: string;
}

/** An app that answers with the text of `index.txt`. */
export const APP = {
  'preview.yml': 'run: node server.js\n',
  'server.js': `
    const { readFileSync } = require('node:fs');
    require('node:http')
      .createServer((request, response) => response.end(readFileSync('index.txt', 'utf8')))
      .listen(process.env.PORT);
  `,
  'index.txt': 'one',
};

/** The path of an environment. */
export function pathOf(name: string): string {
  return `/v1/places/local/environments/${name}`;
}

/** The processes of this machine in whose command line `text` stands. */
export function processesWith(text: string): string[] {
  const all = execFileSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' });
  return all.split('\n').filter((line) => line.includes(text) && !/^\s*\d+ Z/.test(line));
}

/** Starts a host with a folder of its own. */
export async function startTestHost(options: Partial<ServerOptions> = {}): Promise<TestHost> {
  const directory = mkdtempSync(join(tmpdir(), 'test-host-'));
  const dataDirectory = join(directory, 'data');
  const repository = createRepository(join(directory, 'served'), APP);
  const git = await serveRepositories(join(directory, 'served'));
  const start = () => startServer({ port: 0, token: TOKEN, dataDirectory, ...options });
  let server = await start();
  let keys = 0;
  const address = () => new URL(server.url).host;

  function send(host: string, path: string, { method = 'GET', body, headers = {} }: VisitOptions) {
    return new Promise<Answer<string>>((resolve, reject) => {
      const outgoing = httpRequest({
        host: '127.0.0.1',
        port: address().split(':')[1],
        method,
        path,
        headers: { host, ...headers },
        agent: false,
      });
      outgoing.once('response', (incoming) => {
        const { statusCode = 0, headers: received } = incoming;
        text(incoming).then(
          (content) => resolve({ status: statusCode, headers: received, body: content }),
          reject,
        );
      });
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }

  const host: TestHost = {
    get address() {
      return address();
    },
    directory,
    dataDirectory,
    commit(files, branch = 'main') {
      const commit = repository.commit(branch, files);
      return { cloneUrl: `${git.url}/repository.git`, branch, commit };
    },
    async call<Body>(method: string, path: string, { body, headers }: CallOptions = {}) {
      const answer = await send(address(), path, {
        method,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const parsed = (answer.body === '' ? undefined : JSON.parse(answer.body)) as Body;
      return { ...answer, body: parsed };
    },
    put: (name, source, more = {}) =>
      host.call('PUT', pathOf(name), {
        headers: { 'idempotency-key': `test-key-${(keys += 1)}` },
        body: requestOf(source, more),
      }),
    async read(name) {
      const { status, body } = await host.call('GET', pathOf(name));
      expect(status).toBe(200);
      return body;
    },
    async deploy(name, source, more) {
      const { status } = await host.put(name, source, more);
      expect(status).toBe(202);
      return host.settled(name);
    },
    settled: (name) =>
      eventually(async () => {
        const environment = await host.read(name);
        expect(environment.deployment.state).toMatch(/succeeded|failed|cancelled/);
        return environment;
      }, PATIENCE),
    visit: (name, path = '/', visit = {}) => send(`${name}.${address()}`, path, visit),
    async restart() {
      await server.stop();
      server = await start();
    },
    stopServer: () => server.stop(),
    async stop() {
      await server.stop();
      await git.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return host;
}

/** A request that is accepted. */
export function requestOf(source: Source, more: object = {}): object {
  return {
    size: 'normal',
    source,
    destination: null,
    variables: [],
    labels: {
      repository: 'acme/shop',
      pullRequest: 1,
      branch: source.branch,
      url: 'https://x.example',
    },
    ...more,
  };
}
