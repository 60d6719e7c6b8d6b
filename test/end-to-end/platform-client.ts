import type { CardResult, CardView } from '../../src/contract';

/** The JSON of an answer; tests name the fields that they read. */
type Json = Record<string, unknown>;

/** An environment as the provider's API lists it. */
interface ListedEnvironment {
  id: number;
  name: string;
}

/** A running platform as seen over HTTP. */
export interface PlatformClient {
  url: string;
  hostingUrl: string;
  /** Calls Bitbucket's REST as a person; throws when it refuses. */
  rest<T = Json>(who: string, method: string, path: string, body?: object): Promise<T>;
  /** Calls a resolver's function as a person sees it. */
  invoke<T>(call: ResolverCall): Promise<T>;
  card(repository: string, pullRequest: number, who?: string): Promise<CardView>;
  /** Waits until nothing is pending; throws when it takes too long. */
  idle(timeoutSeconds?: number): Promise<void>;
  /** Runs the scheduled trigger that finds what events missed. */
  sweep(): Promise<void>;
  /** Runs the scheduled trigger that reports whose account ids are stored. */
  reportPeople(): Promise<void>;
  /** Has the app do what it does before it is uninstalled. It stays installed. */
  prepareUninstall(): Promise<void>;
  /** The environments of the team that the demo uses, as the provider lists them. */
  environments(): Promise<ListedEnvironment[]>;
  deleteEnvironment(id: number): Promise<void>;
  /** Opens a pull request as will; answers its id. */
  openPullRequest(repository: string, branch: string, more?: object): Promise<number>;
  /** Commits files to a branch, which may be new; answers the whole hash. */
  commit(who: string, commit: NewCommit): Promise<string>;
  /** Moves the time of the platform and of the app on. */
  advance(seconds: number): Promise<void>;
  comments(repository: string, pullRequest: number): Promise<Comment[]>;
  /** The preview's build status of one commit; undefined when there is none. */
  status(repository: string, commit: string): Promise<Status | undefined>;
}

interface NewCommit {
  repository: string;
  branch: string;
  message: string;
  /** Their texts, by path. */
  files: Record<string, string>;
}

interface ResolverCall {
  user: string;
  module: 'settings-page' | 'workspace-settings' | 'project-settings' | 'preview-card';
  repository?: string;
  workspace?: string;
  project?: string;
  pullRequest?: number;
  function: string;
  payload?: unknown;
}

interface Comment {
  user: { nickname: string };
  content: { raw: string };
}

interface Status {
  state: string;
  description: string;
  url: string;
  refname: string;
}

/** The client of the platform at these addresses. */
export function atPlatform(url: string, hostingUrl: string): PlatformClient {
  async function rest<T>(who: string, method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}/2.0${path}`, {
      method,
      headers: { authorization: basic(who), 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return answerOf<T>(response, `${method} ${path} as ${who}`);
  }
  async function local<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${url}/_local/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return answerOf<T>(response, `${method} /_local/${path}`);
  }
  async function provider<T>(method: string, path: string): Promise<T> {
    const headers = { authorization: 'Bearer local-token' };
    const response = await fetch(`${hostingUrl}/api${path}`, { method, headers });
    return answerOf<T>(response, `${method} ${path} at the provider`);
  }
  const ofRepository = (repository: string) => `/repositories/${repository}`;
  return {
    ...{ url, hostingUrl, rest },
    invoke: (call) => local('POST', 'invoke', call),
    async card(repository, pullRequest, user = 'will') {
      const call = { user, module: 'preview-card', repository, pullRequest, function: 'readCard' };
      const result = await local<CardResult>('POST', 'invoke', call);
      if (result.type !== 'card') throw new Error(`The card was refused: ${result.message}`);
      return result.card;
    },
    idle: (timeoutSeconds) => waitForRest(url, timeoutSeconds),
    async sweep() {
      await local('POST', 'scheduled/sweep');
    },
    async reportPeople() {
      await local('POST', 'scheduled/report-people');
    },
    async prepareUninstall() {
      await local('POST', 'uninstall');
    },
    environments: () => provider('GET', '/workspaces/team/1'),
    async deleteEnvironment(id) {
      await provider('DELETE', `/workspaces/${id}`);
    },
    async openPullRequest(repository, branch, more = {}) {
      const body = { title: branch, source: { branch: { name: branch } }, ...more };
      const path = `${ofRepository(repository)}/pullrequests`;
      return (await rest<{ id: number }>('will', 'POST', path, body)).id;
    },
    async commit(who, { repository, branch, message, files }) {
      const form = new FormData();
      form.set('branch', branch);
      form.set('message', message);
      for (const [path, text] of Object.entries(files)) form.set(path, new Blob([text]));
      const response = await fetch(`${url}/2.0${ofRepository(repository)}/src`, {
        method: 'POST',
        headers: { authorization: basic(who) },
        body: form,
      });
      if (!response.ok) throw new Error(await response.text());
      const path = `${ofRepository(repository)}/refs/branches/${branch}`;
      return (await rest<{ target: { hash: string } }>(who, 'GET', path)).target.hash;
    },
    async advance(seconds) {
      await local('POST', 'clock', { advance: seconds });
    },
    async comments(repository, pullRequest) {
      const path = `${ofRepository(repository)}/pullrequests/${pullRequest}/comments?pagelen=100`;
      return (await rest<{ values: Comment[] }>('will', 'GET', path)).values;
    },
    async status(repository, commit) {
      const path = `${ofRepository(repository)}/commit/${commit}/statuses`;
      const { values } = await rest<{ values: Status[] }>('will', 'GET', path);
      if (values.length > 1) throw new Error(`${commit} has ${values.length} build statuses.`);
      return values[0];
    },
  };
}

/** Waits until nothing is pending; when that takes too long, says what the platform did meanwhile. */
export async function waitForRest(url: string, timeoutSeconds = 120): Promise<void> {
  const response = await fetch(`${url}/_local/idle?timeout=${timeoutSeconds}`);
  if (response.ok) return;
  const calls = (await (await fetch(`${url}/_local/calls`)).json()) as object[];
  const newest = calls.slice(-60).map((call) => JSON.stringify(call));
  throw new Error([await response.text(), ...newest].join('\n'));
}

function basic(who: string): string {
  return `Basic ${Buffer.from(`${who}:local`).toString('base64')}`;
}

async function answerOf<T>(response: Response, what: string): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${what} answered ${response.status}: ${text.slice(0, 500)}`);
  return (text ? JSON.parse(text) : undefined) as T;
}
