import type { Clock } from '../clock';
import type { StateStore } from '../state-store';
import { DEFAULT_ACCOUNTS, type Account } from './account';
import { createApi } from './api';
import { createBackground } from './background';
import { normalBehaviour, type Behaviour } from './behaviour';
import { findWorkspaceId, publicDevDomain, signInPage, visitDevDomain } from './dev-domain';
import { idePage, type IdeParts } from './ide-page';
import { createLifecycle } from './lifecycle';
import { createMachineEngine } from '../machine/machine-engine';
import { createPipeline } from './pipeline';
import type { WorkspaceEngine } from '../machine/workspace-engine';
import type { WorkspaceRecord } from './workspace-record';
import { createWorkspaceRegistry } from './workspace-registry';

/** A stand-in for Codesphere's public API that does real work on this machine. */
export interface LocalCodesphere {
  /**
   * Answers `/api/…`, and, for a host `{id}-3000.localhost`, the running app of that workspace.
   * Bodies are streamed; there are no websockets.
   */
  handle(request: Request): Promise<Response>;
  /** What a test may do to it from outside the API. */
  controls: CodesphereControls;
  /** Ends every process that it started, within 5 s. It cannot be used afterwards. */
  stop(): Promise<void>;
}

/** Direct controls, for tests and fault injection. */
interface CodesphereControls {
  /** Changes how the account and the platform behave from now on. */
  behave(changes: Partial<Behaviour>): void;
  /** Back to an account and a platform in order. */
  behaveNormally(): void;
  /**
   * Puts `hook` before every request, or none: it may answer itself, or `proceed` and then keep,
   * change or lose the answer.
   */
  intercept(
    hook: ((request: Request, proceed: () => Promise<Response>) => Promise<Response>) | undefined,
  ): void;
  /** Puts a workspace to sleep, whatever its plan; resolves when its processes are gone. */
  sleep(workspaceId: number): Promise<void>;
  /** All workspaces with their states, the oldest first. */
  workspaces(): WorkspaceRecord[];
  /** The living processes of all workspaces. */
  processes(): Promise<{ workspace: number; pid: number }[]>;
}

/** What the stand-in is made from. */
export interface CodesphereOptions {
  store: StateStore;
  /** One folder per workspace is made in here; such folders of unknown workspaces are removed. */
  workspacesDirectory: string;
  clock: Clock;
  /** Where this stand-in is reached, `http://127.0.0.1:<port>`; asked when needed. */
  baseUrl: () => string;
  /** The port for `http://{id}-3000.localhost:<port>`; asked when needed. */
  port: () => number;
  /** The known tokens; see DEFAULT_ACCOUNTS. */
  tokens?: Record<string, Account>;
  /**
   * The credentials of the account that is connected at the git host, as far as there is one for
   * this URL. They are used for workspaces that were created with `isPrivateRepo`.
   */
  gitCredentials?: (url: string) => { username: string; password: string } | undefined;
  /** Takes the place of this machine's folders, git and processes. */
  engine?: WorkspaceEngine;
}

/** Where Codesphere sends who is not signed in. */
const SIGN_IN_PATH = '/ide/signIn';

/** Takes up the workspaces that `store` knows: a clone half done is done again, `run` is started again. */
export async function createCodesphere(options: CodesphereOptions): Promise<LocalCodesphere> {
  const { store, clock, tokens: accounts = DEFAULT_ACCOUNTS } = options;
  const engine = options.engine ?? (await createMachineEngine(options.workspacesDirectory));
  const behaviour = normalBehaviour();
  const background = createBackground();
  const registry = createWorkspaceRegistry(store);
  const devHost = (id: number) => `${id}-3000.localhost:${options.port()}`;
  const localAddress = (id: number) => `http://${devHost(id)}`;
  const shared = {
    ...{ engine, behaviour, background, registry, clock, accounts },
    devDomain: (id: number) =>
      behaviour.devDomain === 'host' ? publicDevDomain(id) : localAddress(id),
    signInUrl: () => `${options.baseUrl()}${SIGN_IN_PATH}`,
    // WORKSPACE_DEV_DOMAIN is a host without a scheme on Codesphere.
    builtInVariables: ({ workspace }: WorkspaceRecord) => ({
      WORKSPACE_ID: String(workspace.id),
      WORKSPACE_DEV_DOMAIN: devHost(workspace.id),
    }),
    findGitAccess({ workspace: { gitUrl, isPrivateRepo } }: WorkspaceRecord) {
      if (!gitUrl || !/^https?:/.test(gitUrl) || !isPrivateRepo) return undefined;
      const account = behaviour.gitDisconnected ? undefined : options.gitCredentials?.(gitUrl);
      return account && { url: gitUrl, ...account };
    },
  };
  const pipeline = createPipeline(shared);
  const lifecycle = createLifecycle({ ...shared, pipeline });
  const parts = { ...shared, pipeline, lifecycle };
  const findLog: IdeParts['findLog'] = (...step) => pipeline.findLog(...step);
  const api = createApi(parts);
  let hook: Parameters<CodesphereControls['intercept']>[0];

  async function answer(request: Request): Promise<Response> {
    const { hostname, pathname } = new URL(request.url);
    const id = findWorkspaceId(hostname);
    if (id !== undefined) return visitDevDomain(parts, id, request);
    if (pathname === SIGN_IN_PATH) return signInPage();
    const ide = { workspaces: registry.list(), devDomain: localAddress, findLog };
    return (await idePage(pathname, ide)) ?? api.fetch(request);
  }

  await lifecycle.recover();
  return {
    handle: (request) => (hook ? hook(request, () => answer(request)) : answer(request)),
    controls: {
      behave: (changes) => void Object.assign(behaviour, changes),
      behaveNormally: () => void Object.assign(behaviour, normalBehaviour()),
      intercept: (next) => void (hook = next),
      sleep: (id) => lifecycle.sleep(id),
      workspaces: () => registry.list(),
      processes: () => engine.listProcesses(),
    },
    stop: () => lifecycle.stop(),
  };
}
