import { getPullRequest } from '../../src/domain/preview-key';
import { resolve } from 'node:path';
import { readManifest } from '../../local/app/manifest';
import { manualClock } from '../../local/clock';
import { createKvs } from '../../local/kvs/kvs';
import { openMemoryStore, type StateStore } from '../../local/state-store';
import type * as CommentTrigger from '../../src/triggers/pull-request-comment';
import type * as PullRequestTrigger from '../../src/triggers/pull-request';
import type * as ReconcileTrigger from '../../src/triggers/reconcile';
import type * as RepositoryTrigger from '../../src/triggers/repository';
import type * as SweepTrigger from '../../src/triggers/sweep';
import { KEY } from '../domain/preview-fixture';

/** The project of that repository. */
export const PROJECT = '{7d3b2f0e-5a0c-4d0b-9c43-0d1b6a7f2e11}';

/** Where a page of the app is shown: the repository and pull request of `KEY`. */
export const CONTEXT = {
  workspaceId: `{${KEY.workspaceId}}`,
  extension: {
    repository: { uuid: `{${KEY.repositoryId}}` },
    pullRequest: { id: getPullRequest(KEY).pullRequestId },
    project: { uuid: PROJECT, key: 'DEMO' },
  },
};

/** The parts of an event of Bitbucket that name that repository. */
export const OF_REPOSITORY = {
  workspace: { uuid: `{${KEY.workspaceId}}` },
  repository: { uuid: `{${KEY.repositoryId}}` },
};

/** One request that the app made. `path` is a whole address at the provider. */
export interface Asked {
  to: 'bitbucket' | 'provider';
  method: string;
  path: string;
  /** At Bitbucket: as the app itself, or as the person who called. */
  as?: 'app' | 'user';
}

/** A page of the app. */
export type Page = 'settings' | 'workspace' | 'project' | 'list' | 'card';

/** The pages by the keys of their modules. */
export const PAGES: Readonly<Record<string, Page>> = {
  'settings-page': 'settings',
  'workspace-settings': 'workspace',
  'project-settings': 'project',
  'repository-page': 'list',
  'preview-card': 'card',
};

/** The app's functions as Forge calls them, in this process, over a real store. */
export interface AppInProcess {
  functions: {
    pullRequest: typeof PullRequestTrigger.run;
    comment: typeof CommentTrigger.run;
    repository: typeof RepositoryTrigger.run;
    reconcile: typeof ReconcileTrigger.run;
    sweep: typeof SweepTrigger.run;
  };
  /** Calls a resolver's function as the person who is signed in. */
  invoke(of: Page, name: string, payload: unknown, context: object): Promise<unknown>;
  store: StateStore;
  /** The stored records; which slots deployments occupy is not among them. */
  records(): [key: string, row: unknown][];
  /** All that was asked, called at the store, pushed and logged since the last `reset`. */
  asked: Asked[];
  /** The paths of Forge's own API, one for each round trip. */
  stored: string[];
  pushed: Record<string, unknown>[];
  logs: string[];
  /** Answers Bitbucket's and the provider's requests from now on. */
  answer(script: (asked: Asked) => Response): void;
  /** From now on the queue takes nothing. */
  refusePushes(): void;
  /** An empty store and a queue that takes everything; nothing asked, pushed or logged. */
  reset(): Promise<void>;
}

type Resolver = (request: object, by: object) => Promise<unknown>;
type Push = { payload: { body: Record<string, unknown> }[] };

/** Whoever calls. */
export const ACCOUNT = '557058:8d6bb7a1-4d3c-4f1e-9a52-1f0c6f7a0a01';

/** Loads the app once for each test file; the SDKs find what Forge's wrapper would give them. */
export async function loadApp(): Promise<AppInProcess> {
  const { entities } = await readManifest(resolve(__dirname, '../../manifest.yml'));
  const store = openMemoryStore();
  const kvs = createKvs({ store, entities, clock: manualClock(Date.now()) });
  const app: Pick<AppInProcess, 'asked' | 'stored' | 'pushed' | 'logs'> = {
    ...{ asked: [], stored: [], pushed: [], logs: [] },
  };
  let queueRefuses = false;
  let script: (asked: Asked) => Response = () => new Response('', { status: 500 });
  const ask = (asked: Asked) => {
    app.asked.push(asked);
    return script(asked);
  };
  const metrics = {
    counter: () => ({ incr: () => undefined }),
    timing: () => ({ measure: () => ({ stop: () => undefined }) }),
  };
  Object.assign(globalThis, {
    __forge_runtime__: { metrics, appContext: {}, aaid: ACCOUNT },
    __forge_fetch__: async (
      meta: { type: string; remote?: string; provider?: 'app' | 'user' },
      path: string,
      init: { method?: string; body?: string } = {},
    ) => {
      if (meta.type === 'kvs') {
        app.stored.push(path);
        return kvs.handle(path, JSON.parse(init.body ?? ''));
      }
      if (meta.remote === 'bitbucket') {
        const { provider: as = 'app' } = meta;
        return ask({ to: 'bitbucket', method: init.method ?? 'GET', path, as });
      }
      if (queueRefuses) return new Response('{}', { status: 503 });
      const { payload } = JSON.parse(init.body ?? '') as Push;
      app.pushed.push(...payload.map(({ body }) => body));
      return new Response('{}', { status: 201 });
    },
    fetch: (input: string | URL, init: RequestInit = {}) =>
      Promise.resolve(ask({ to: 'provider', method: init.method ?? 'GET', path: String(input) })),
  });
  jest.spyOn(console, 'log').mockImplementation((line: string) => void app.logs.push(line));
  const [
    pullRequest,
    comment,
    repository,
    reconcile,
    sweep,
    settings,
    workspace,
    project,
    list,
    card,
  ] = await Promise.all([
    import('../../src/triggers/pull-request'),
    import('../../src/triggers/pull-request-comment'),
    import('../../src/triggers/repository'),
    import('../../src/triggers/reconcile'),
    import('../../src/triggers/sweep'),
    import('../../src/resolvers/settings'),
    import('../../src/resolvers/workspace'),
    import('../../src/resolvers/project'),
    import('../../src/resolvers/repository'),
    import('../../src/resolvers/card'),
  ]);
  const resolvers = {
    settings: settings.run as Resolver,
    workspace: workspace.run as Resolver,
    project: project.run as Resolver,
    list: list.run as Resolver,
    card: card.run as Resolver,
  };
  return {
    ...app,
    store,
    records: () =>
      store
        .table('entity')
        .entries()
        .filter(([key]) => !key.startsWith('slot/')),
    functions: {
      ...{ pullRequest: pullRequest.run, comment: comment.run, repository: repository.run },
      ...{ reconcile: reconcile.run, sweep: sweep.run },
    },
    invoke: (of, functionKey, payload, context) =>
      resolvers[of](
        { call: { functionKey, payload }, context },
        { principal: { accountId: ACCOUNT } },
      ),
    answer: (next) => void (script = next),
    refusePushes: () => void (queueRefuses = true),
    async reset() {
      queueRefuses = false;
      for (const list of [app.asked, app.stored, app.pushed, app.logs]) list.length = 0;
      for (const name of ['kvs', 'secret', 'entity']) {
        const table = store.table(name);
        await store.write(table.entries().map(([key]) => table.remove(key)));
      }
    },
  };
}
