import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Activity, createActivity } from './activity';
import { buildApp } from './app/build-app';
import { createBitbucket, type LocalBitbucket } from './bitbucket/bitbucket';
import { isGitPath } from './bitbucket/git/git-http';
import { type CallLog, createCallLog } from './call-log';
import { type Clock, systemClock } from './clock';
import { findLocalName } from './codesphere/dev-domain';
import { createCodesphere, type LocalCodesphere } from './codesphere/codesphere';
import { createControl } from './control/control';
import { createResolverInvoker, type InvokeResolver } from './control/invoke-resolver';
import { connectRepository } from './demo/connect-repository';
import {
  type DemoConnection,
  CODESPHERE,
  LOCAL_TOKEN,
  ONA,
  OWN_HOST,
  SHOP,
  SPACELIFT,
  UPSUN,
} from './demo/connections';
import { type DataDirectory, takeDataDirectory } from './data-directory';
import type { Door } from './door';
import { openDoors } from './open-doors';
import { createForge, type Forge } from './forge';
import { createOna, type LocalOna } from './ona/ona';
import { createOwnHost } from './own-host/own-host';
import { createPages } from './pages/pages';
import type { QueueFaults } from './queue/queue';
import { createPreviewNames } from './runtime/name-previews';
import { createSpacelift, type LocalSpacelift } from './spacelift/spacelift';
import { openStateStore, type StateStore } from './state-store';
import { createUpsun, type LocalUpsun } from './upsun/upsun';

/** The whole product on one machine. */
export interface Platform {
  /** `http://127.0.0.1:<port>`: pages, REST, git and `/_local/`. */
  url: string;
  /** `http://127.0.0.1:<port>`: the hosting provider's API and, by host name, the previews. */
  hostingUrl: string;
  activity: Activity;
  calls: CallLog;
  store: StateStore;
  bitbucket: LocalBitbucket;
  codesphere: LocalCodesphere;
  ona: LocalOna;
  spacelift: LocalSpacelift;
  upsun: LocalUpsun;
  forge: Forge;
  invokeResolver: InvokeResolver;
  /** The repository of `repo`, as `<workspace>/<name>`. */
  imported?: string;
  /** Ends every process and both servers. State stays on disk. */
  stop(): Promise<void>;
}

export interface PlatformOptions {
  /** 0 takes a free one. */
  port: number;
  hostingPort: number;
  dataDirectory: string;
  /** The folder of manifest.yml. */
  appDirectory: string;
  /** Makes the app's bundles as small as Forge's, for whoever weighs them. */
  minify?: boolean;
  /** Takes the place of `https://cloud.codesphere.com/api`; the local Codesphere by default. */
  codesphereUrl?: string;
  /** Takes the place of `https://host.localhost`, the own host of the demo; the local one by default. */
  hostUrl?: string;
  /** Take the place of `https://api.upsun.com` and `https://auth.upsun.com`; the local ones by default. */
  upsunUrl?: string;
  upsunAuthUrl?: string;
  /** Takes the place of `https://app.ona.com`; the local one by default. */
  onaUrl?: string;
  /** Takes the place of the hosts of Spacelift's accounts; the local one by default. */
  spaceliftUrl?: string;
  /** Also makes the demo's repositories at providers other than Codesphere, each connected. */
  allProviders?: boolean;
  /** A git repository of this machine to take as `demo/<its name>`. */
  repo?: string;
  /** Where that one's previews run; at Codesphere by default. */
  provider?: DemoConnection;
  /** Forgets the earlier state. */
  fresh?: boolean;
  clock?: Clock;
  /** Trouble that the queues make, for tests. */
  faults?: QueueFaults;
  /** Breaks off a start that is under way; it then fails. */
  signal?: AbortSignal;
  /** Called when the state cannot be written any more: the platform has to be stopped then. */
  onFailure?: (error: Error) => void;
  /** Told of each step that takes seconds. */
  progress: (message: string) => void;
  /** Gets each line that the app logs. */
  log: (line: string) => void;
}

/** Builds are shared by all data directories: they depend on the sources alone. */
const BUILDS_DIRECTORY = join(__dirname, '../node_modules/.cache/previews-builds');
const DEMO_DIRECTORY = join(__dirname, 'demo');
/** What the pull request of the infrastructure brings. */
const HEADING = {
  path: 'web/main.tf',
  edit: (text: string) => text.replace('heading = "', 'heading = "Hello! '),
};

/**
 * Starts everything; resolves when a person can begin. What was started before a failure is ended.
 *
 * @throws Error that says in one line what is wrong and what to do
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const ends: (() => Promise<unknown>)[] = [];
  /** In the opposite order of the start; one that fails does not keep the others from ending. */
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end().catch(() => undefined);
  };
  try {
    return { ...(await start(options, ends)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: PlatformOptions,
  ends: (() => Promise<unknown>)[],
): Promise<Omit<Platform, 'stop'>> {
  const data = await takeDataDirectory(options.dataDirectory, options.fresh ?? false);
  ends.push(() => data.release());
  const store = await openStateStore(data.state, options.onFailure);
  ends.push(() => store.close());
  const doors = await openDoors(options, store, ends);
  const { ownHost, ...parts } = await createParts(options, { data, store, doors, ends });
  const { bitbucket, codesphere, ona, spacelift, upsun, forge, invokeResolver } = parts;
  const { activity, calls, clock } = parts;
  options.progress('Preparing the pages …');
  const pages = await createPages({
    ...{ bitbucket, invokeResolver },
    app: { modules: forge.build.manifest.modules, resources: forge.build.resources },
    ...localPages(options, doors.hosting.url()),
  });
  const control = createControl({
    ...{ activity, calls, clock, invokeResolver },
    standIns: { bitbucket, ona, spacelift, upsun },
    raise: (event) => forge.events.raise(event),
    runScheduled: (key) => forge.scheduler.runNow(key),
    prepareUninstall: () => forge.prepareUninstall(),
  });
  doors.main.open((request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith('/_local/')) return control.handle(request);
    const forBitbucket = pathname.startsWith('/2.0/') || isGitPath(pathname);
    return forBitbucket ? bitbucket.handle(request) : pages.handle(request);
  });
  const others = [ownHost, ona, spacelift, upsun];
  doors.hosting.open(
    (request) => (others.find((one) => one.isFor(request)) ?? codesphere).handle(request),
    ownHost.upgrade,
  );
  forge.start();
  const imported = await fillBitbucket(options, bitbucket, invokeResolver);
  const [url, hostingUrl] = [doors.main.url(), doors.hosting.url()];
  return { ...parts, store, url, hostingUrl, ...(imported ? { imported } : {}) };
}

/** What the pages know of providers that are on this machine: links to the real ones lead there. */
function localPages(options: PlatformOptions, url: string) {
  const { codesphereUrl, onaUrl, spaceliftUrl, upsunUrl } = options;
  const description = `What runs there. Its API key is ${LOCAL_TOKEN}.`;
  return {
    links: codesphereUrl ? [] : [{ title: 'Local Codesphere', href: `${url}/ide`, description }],
    origins: {
      ...(codesphereUrl ? {} : { 'https://cloud.codesphere.com': url }),
      ...(onaUrl ? {} : { 'https://app.ona.com': `${url}/ona` }),
      ...(upsunUrl ? {} : { 'https://console.upsun.com': `${url}/upsun/console` }),
      ...(spaceliftUrl ? {} : { [`https://${SPACELIFT.credentials.account}`]: `${url}/spacelift` }),
    },
  };
}

interface Foundation {
  data: DataDirectory;
  store: StateStore;
  doors: { main: Door; hosting: Door };
  ends: (() => Promise<unknown>)[];
}

/** Bitbucket, the hosting provider and Forge, each knowing the others by address only. */
async function createParts(options: PlatformOptions, { data, store, doors, ends }: Foundation) {
  const clock = options.clock ?? systemClock();
  const activity = createActivity();
  const calls = createCallLog(clock);
  const serviceToken = randomBytes(24).toString('hex');
  const { main, hosting } = doors;
  const bitbucket = await createBitbucket({
    ...{ store, clock, serviceToken },
    repositoriesDirectory: data.repositories,
    baseUrl: main.url,
    raise(event) {
      if (/:(push|fulfilled):/.test(event.eventType)) {
        upsun.hear();
        spacelift.hear();
      }
      forge.events.raise(event);
    },
  });
  ends.push(() => bitbucket.close());
  const codesphere = await createCodesphere({
    ...{ store, clock, port: hosting.port, baseUrl: hosting.url },
    workspacesDirectory: data.workspaces,
    // A person's account, as in Codesphere: it reaches what that person can read, forks included.
    gitCredentials: (url) =>
      url.startsWith(`${main.url()}/`) ? { username: 'ada', password: 'local' } : undefined,
  });
  ends.push(() => codesphere.stop());
  const ownHost = createOwnHost({
    clock,
    port: hosting.port,
    gitUrl: main.url,
    directory: data.ownHost,
  });
  ends.push(() => ownHost.stop());
  const upsun = createUpsun({
    ...{ store, clock, port: hosting.port, directory: data.upsun },
    repositories: () => bitbucket.repositories().map((one) => `${one.workspace}/${one.slug}`),
    accessOf: (repository) => ({
      ...{ url: `${main.url()}/${repository}.git`, username: 'ada', password: 'local' },
    }),
  });
  ends.push(() => upsun.stop());
  const ona = createOna({
    ...{ store, clock, port: hosting.port, directory: data.ona },
    // The token's owner is signed in to Bitbucket as a person, who reads forks, too.
    accessOf: (url) =>
      url.startsWith(`${main.url()}/`) ? { url, username: 'ada', password: 'local' } : undefined,
  });
  ends.push(() => ona.stop());
  const spacelift = createSpacelift({
    ...{ store, clock, directory: data.spacelift },
    repositories: () => bitbucket.repositories().map((one) => `${one.workspace}/${one.slug}`),
    accessOf: (repository) => ({
      ...{ url: `${main.url()}/${repository}.git`, username: 'ada', password: 'local' },
    }),
  });
  ends.push(() => spacelift.stop());
  const { appDirectory, minify, progress, signal } = options;
  const name = createPreviewNames(() => bitbucket.repositories());
  const log = (line: string) => options.log(name(line));
  const buildsDirectory = BUILDS_DIRECTORY;
  const build = await buildApp({ appDirectory, buildsDirectory, minify, progress, signal });
  const forge: Forge = await createForge({
    ...{ build, store, clock, activity, calls, serviceToken, log },
    bitbucket: (request) => bitbucket.handle(request),
    bitbucketUrl: main.url,
    workspaceUuid: () => bitbucket.findWorkspace('demo')?.uuid ?? '',
    ...(options.faults ? { faults: options.faults } : {}),
    // Another Codesphere's previews are its own.
    ...(options.codesphereUrl ? {} : { findLocalName }),
    codesphereUrl: () => options.codesphereUrl ?? `${hosting.url()}/api`,
    hostUrl: () => options.hostUrl ?? `${hosting.url()}/host`,
    upsunUrl: () => options.upsunUrl ?? `${hosting.url()}/upsun`,
    upsunAuthUrl: () => options.upsunAuthUrl ?? `${hosting.url()}/upsun`,
    onaUrl: () => options.onaUrl ?? `${hosting.url()}/ona`,
    spaceliftUrl: () => options.spaceliftUrl ?? `${hosting.url()}/spacelift`,
    hostingPort: hosting.port,
  });
  ends.push(() => forge.stop());
  const invokeResolver = createResolverInvoker({
    runtime: forge.runtime,
    modules: build.manifest.modules,
    bitbucket: (request) => bitbucket.handle(request),
    bitbucketUrl: main.url,
  });
  return {
    activity,
    calls,
    clock,
    bitbucket,
    codesphere,
    ownHost,
    ona,
    spacelift,
    upsun,
    forge,
    invokeResolver,
  };
}

/** The demo at the first start, and the person's own repository at each. */
async function fillBitbucket(
  options: PlatformOptions,
  bitbucket: LocalBitbucket,
  invokeResolver: InvokeResolver,
): Promise<string | undefined> {
  // Connected before its pull request opens, the app hears of it like of any other.
  const seedOf = (name: string, how: DemoConnection) => ({
    name,
    directory: join(DEMO_DIRECTORY, name),
    beforePullRequest: () => connect(options, invokeResolver, `demo/${name}`, how),
  });
  await bitbucket.seedDemo({
    shop: seedOf('shop', SHOP),
    others: options.allProviders
      ? [
          seedOf('own', OWN_HOST),
          seedOf('site', UPSUN),
          seedOf('lab', ONA),
          { ...seedOf('infra', SPACELIFT), change: HEADING },
        ]
      : [],
  });
  if (options.repo === undefined) return undefined;
  const { slug } = await bitbucket.importRepository(options.repo);
  const repository = `demo/${slug}`;
  await connect(options, invokeResolver, repository, options.provider ?? CODESPHERE);
  return repository;
}

/** A hosting provider of the person's own may not know the demo's key: that must not end the start. */
async function connect(
  options: PlatformOptions,
  invokeResolver: InvokeResolver,
  repository: string,
  how: DemoConnection,
): Promise<void> {
  options.progress(`Connecting ${repository} to ${how.title} …`);
  await connectRepository(invokeResolver, repository, how).catch((error: Error) => {
    if ((options.codesphereUrl ?? options.hostUrl) === undefined) throw error;
    options.progress(`${error.message} Connect ${repository} in its settings.`);
  });
}
