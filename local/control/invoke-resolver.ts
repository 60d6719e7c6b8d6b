import type { AppModule } from '../app/manifest';
import type { AppRuntime } from '../runtime/app-runtime';
import { RESOLVER_PAYLOAD_BYTES } from '../runtime/limits';

/** A call of a resolver by a person at a place. */
export interface ResolverCall {
  /** `ada`, `will`, `rita` or `otto`. */
  user: string;
  /** Key of the module in the manifest. */
  module: string;
  /** `<workspace>/<repository>`, where the module belongs to one. */
  repository?: string;
  /** Its slug, where the module belongs to the whole workspace. */
  workspace?: string;
  /** `<workspace>/<key>`, where the module belongs to a project. */
  project?: string;
  pullRequest?: number;
  function: string;
  payload: unknown;
}

export type ResolverAnswer = { result: unknown } | { error: string };

/** Calls a resolver as a person's browser would. Never rejects. */
export type InvokeResolver = (call: ResolverCall) => Promise<ResolverAnswer>;

export interface ResolverInvokerOptions {
  modules: AppModule[];
  runtime: AppRuntime;
  /** The local Bitbucket, called in this process. */
  bitbucket: (request: Request) => Promise<Response>;
  bitbucketUrl: () => string;
}

interface BitbucketRepository {
  uuid: string;
  full_name: string;
  workspace: { uuid: string };
}

/**
 * Builds the context as Bitbucket does: from who is signed in and where the module is shown, never
 * from the payload. A person who cannot see the repository or the pull request sees no module there.
 */
export function createResolverInvoker(options: ResolverInvokerOptions): InvokeResolver {
  return async (call) => {
    try {
      return await invoke(options, call);
    } catch (error) {
      return { error: (error as Error).message };
    }
  };
}

async function invoke(
  options: ResolverInvokerOptions,
  call: ResolverCall,
): Promise<ResolverAnswer> {
  const { modules, runtime } = options;
  const module = modules.find(({ key }) => key === call.module);
  if (!module?.resolver) return { error: `The app has no module "${call.module}" with a resolver` };
  const bytes = Buffer.byteLength(JSON.stringify(call.payload) ?? '');
  if (bytes > RESOLVER_PAYLOAD_BYTES) {
    return { error: `The payload has ${bytes} bytes; Forge allows ${RESOLVER_PAYLOAD_BYTES}` };
  }
  const get = <T>(path: string) => getAs<T>(options, call.user, path);
  const { account_id: accountId } = await get<{ account_id: string }>('/2.0/user');
  const place = await readPlace(get, call);
  const outcome = await runtime.invoke({
    functionKey: module.resolver,
    moduleKey: module.key,
    moduleType: module.type as `bitbucket:${string}`,
    accountId,
    detail: call.function,
    body: {
      call: { functionKey: call.function, payload: call.payload },
      context: describeContext(module, accountId, place),
    },
  });
  return outcome.success ? { result: outcome.body } : { error: outcome.error.message };
}

/** Where a module is shown, as Bitbucket knows it. */
interface Place {
  workspaceId: string;
  repository?: { uuid: string };
  project?: { uuid: string; key: string };
  pullRequest?: { id: number };
}

async function readPlace(
  get: <T>(path: string) => Promise<T>,
  { workspace, project, repository, pullRequest }: ResolverCall,
): Promise<Place> {
  if (project !== undefined) {
    const [slug = '', key = ''] = project.split('/');
    const [owner, { uuid }] = await Promise.all([
      get<{ uuid: string }>(`/2.0/workspaces/${slug}`),
      get<{ uuid: string }>(`/2.0/workspaces/${slug}/projects/${key}`),
    ]);
    return { workspaceId: owner.uuid, project: { uuid, key } };
  }
  if (repository === undefined) {
    const { uuid } = await get<{ uuid: string }>(`/2.0/workspaces/${workspace ?? ''}`);
    return { workspaceId: uuid };
  }
  const base = `/2.0/repositories/${repository}`;
  const { uuid, workspace: owner } = await get<BitbucketRepository>(base);
  const place = { workspaceId: owner.uuid, repository: { uuid } };
  if (pullRequest === undefined) return place;
  await get(`${base}/pullrequests/${pullRequest}`);
  return { ...place, pullRequest: { id: pullRequest } };
}

/** As `useProductContext` and resolvers see it on Bitbucket: ids in braces, no names. */
function describeContext(module: AppModule, accountId: string, { workspaceId, ...place }: Place) {
  return {
    accountId,
    moduleKey: module.key,
    localId: `${module.key}:${place.repository?.uuid ?? place.project?.uuid ?? workspaceId}:${place.pullRequest?.id ?? ''}`,
    workspaceId,
    environmentType: 'DEVELOPMENT',
    extension: {
      type: module.type,
      // A project page names no workspace object (Forge documentation).
      ...(place.repository || place.project ? {} : { workspace: { uuid: workspaceId } }),
      ...place,
    },
  };
}

async function getAs<T>(
  { bitbucket, bitbucketUrl }: ResolverInvokerOptions,
  user: string,
  path: string,
): Promise<T> {
  const authorization = `Basic ${Buffer.from(`${user}:local`).toString('base64')}`;
  const response = await bitbucket(
    new Request(new URL(path, bitbucketUrl()), { headers: { authorization } }),
  );
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`Bitbucket answers ${response.status} to ${user} for ${path}`);
  }
  return (await response.json()) as T;
}
