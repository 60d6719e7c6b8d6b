import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type AppManifest, readManifest } from './manifest';

/** The app as Atlassian's bundler built it. */
export interface AppBuild {
  /** Folder of the backend's bundle, as the runner loads it. */
  directory: string;
  manifest: AppManifest;
  /** Path of each resource's UI bundle (JavaScript), by the resource's key. */
  resources: Record<string, string>;
}

export interface BuildOptions {
  /** The folder that holds manifest.yml and `src`. */
  appDirectory: string;
  /** Where builds are kept, one folder for each state of the sources. */
  buildsDirectory: string;
  /** Told of each step that takes seconds. */
  progress: (message: string) => void;
  /** Ends the bundler; the build then fails. */
  signal?: AbortSignal | undefined;
}

/** Our runtime wrapper, which Atlassian's bundler adds to the backend. */
const WRAPPER_DIRECTORY = join(__dirname, '../runtime/wrapper');
const BUNDLE_SCRIPT = join(__dirname, 'bundle.cjs');
/** What else than the app's own sources decides what a build holds. */
const INPUTS = ['package.json', 'package-lock.json', 'tsconfig.json', 'manifest.yml'];
/** Compiling UI Kit may take this long on a slow machine; a bundler that hangs is ended. */
const BUNDLE_TIMEOUT_MS = 10 * 60_000;
const BUILD_LIFETIME_MS = 7 * 24 * 60 * 60_000;

/**
 * Builds the app, backend and frontend, or takes the earlier build of the same sources.
 *
 * @throws Error with the bundler's own words when the app does not compile.
 */
export async function buildApp(options: BuildOptions): Promise<AppBuild> {
  const appDirectory = resolve(options.appDirectory);
  const manifest = await readManifest(join(appDirectory, 'manifest.yml'));
  const target = join(resolve(options.buildsDirectory), await hashOfSources(appDirectory));
  if (!(await exists(target))) {
    options.progress('Building the app with the Forge bundler (about 20 s, once per change) …');
    const started = Date.now();
    await buildInto(target, manifest, { appDirectory, signal: options.signal });
    options.progress(`Built the app in ${Math.round((Date.now() - started) / 1000)} s.`);
  }
  await forgetOldBuilds(target);
  return {
    directory: join(target, 'backend'),
    manifest,
    resources: Object.fromEntries(
      Object.keys(manifest.resources).map((key) => [key, join(target, 'resources', `${key}.js`)]),
    ),
  };
}

/** Removes builds, and the remains of builds broken off, that nobody used for a week. */
async function forgetOldBuilds(current: string): Promise<void> {
  const directory = dirname(current);
  const now = new Date();
  await utimes(current, now, now);
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (now.getTime() - mtimeMs > BUILD_LIFETIME_MS)
      await rm(path, { recursive: true, force: true });
  }
}

interface AppSource {
  appDirectory: string;
  /** Ends the bundler. */
  signal: AbortSignal | undefined;
}

/** Builds beside the target and moves it there when all of it is done. */
async function buildInto(
  target: string,
  manifest: AppManifest,
  { appDirectory, signal }: AppSource,
) {
  await mkdir(dirname(target), { recursive: true });
  const work = await mkdtemp(`${target}.`);
  const signals = signal ? [signal] : [];
  try {
    const modules = new Set(manifest.functions.map(({ handler }) => handler.split('.')[0] ?? ''));
    const broken = new AbortController();
    const source = { appDirectory, signal: AbortSignal.any([broken.signal, ...signals]) };
    const run = (args: string[]) =>
      bundle(source, join(work, 'tmp'), args).catch((error: unknown) => {
        broken.abort();
        throw error;
      });
    await Promise.all([
      run(['backend', join(work, 'backend'), ...modules]),
      ...Object.entries(manifest.resources).map(([key, path]) =>
        run(['resource', join(work, 'resources', `${key}.js`), key, path]),
      ),
    ]);
    await rm(join(work, 'tmp'), { recursive: true, force: true });
    await rename(work, target).catch((error: NodeJS.ErrnoException) => {
      // Another process built the same sources meanwhile.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function bundle({ appDirectory, signal }: AppSource, temporary: string, args: string[]) {
  await mkdir(temporary, { recursive: true });
  const child = spawn(process.execPath, [BUNDLE_SCRIPT, ...args], {
    cwd: appDirectory,
    env: { ...process.env, TMPDIR: temporary, FORGE_RUNTIME_PATH: WRAPPER_DIRECTORY },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: BUNDLE_TIMEOUT_MS,
    ...(signal ? { signal, killSignal: 'SIGKILL' } : {}),
  });
  let output = '';
  const collect = (chunk: Buffer) => void (output += chunk.toString());
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  if (code !== 0) {
    throw new Error(`The app in ${appDirectory} does not build:\n${output.trim()}`);
  }
}

async function hashOfSources(appDirectory: string): Promise<string> {
  const files = [
    ...INPUTS.map((name) => join(appDirectory, name)),
    ...(await filesBelow(join(appDirectory, 'src'))),
    ...(await filesBelow(WRAPPER_DIRECTORY)),
    BUNDLE_SCRIPT,
  ];
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(file).catch(() => Buffer.alloc(0));
    hash.update(`${file}\u0000${content.length}\u0000`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
