import { spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { takeBuild } from '../build-cache';
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
  /** Makes bundles as small as Forge's, for whoever weighs them; it takes twice as long. */
  minify?: boolean | undefined;
  /** Ends the bundler; the build then fails. */
  signal?: AbortSignal | undefined;
}

/** Our runtime wrapper, which Atlassian's bundler adds to the backend. */
const WRAPPER_DIRECTORY = join(__dirname, '../runtime/wrapper');
const BUNDLE_SCRIPT = join(__dirname, 'bundle.cjs');
/** What of the app's folder decides what a build holds. */
const INPUTS = ['src', 'package-lock.json', 'tsconfig.json', 'manifest.yml'];
/** Compiling UI Kit may take this long on a slow machine; a bundler that hangs is ended. */
const BUNDLE_TIMEOUT_MS = 10 * 60_000;

/**
 * Builds the app, backend and frontend, or takes the earlier build of the same sources.
 *
 * @throws Error with the bundler's own words when the app does not compile.
 */
export async function buildApp(options: BuildOptions): Promise<AppBuild> {
  const appDirectory = resolve(options.appDirectory);
  const manifest = await readManifest(join(appDirectory, 'manifest.yml'));
  const { minify = false, signal } = options;
  const build = await takeBuild({
    directory: resolve(options.buildsDirectory, minify ? 'minified' : 'plain'),
    inputs: [...INPUTS.map((name) => join(appDirectory, name)), WRAPPER_DIRECTORY, BUNDLE_SCRIPT],
    async make(work) {
      options.progress('Building the app with the Forge bundler (once for each change) …');
      const started = Date.now();
      await buildInto(work, manifest, { appDirectory, minify, signal }, options.progress);
      options.progress(`Built the app in ${Math.round((Date.now() - started) / 1000)} s.`);
    },
  });
  return {
    directory: join(build, 'backend'),
    manifest,
    resources: Object.fromEntries(
      Object.keys(manifest.resources).map((key) => [key, join(build, 'resources', `${key}.js`)]),
    ),
  };
}

interface AppSource {
  appDirectory: string;
  minify: boolean;
  /** Ends the bundler. */
  signal: AbortSignal | undefined;
}

/** Builds the backend and all pages at the same time, in two processes. */
async function buildInto(
  work: string,
  manifest: AppManifest,
  { signal, ...app }: AppSource,
  progress: (message: string) => void,
) {
  const modules = new Set(manifest.functions.map(({ handler }) => handler.split('.')[0] ?? ''));
  const pages = Object.entries(manifest.resources).map(([key, path]) => `${key}=${path}`);
  const broken = new AbortController();
  const signals = [broken.signal, ...(signal ? [signal] : [])];
  const source = { ...app, signal: AbortSignal.any(signals) };
  const run = async (name: string, args: string[]) => {
    try {
      await bundle(source, join(work, 'tmp'), args);
      progress(`Built the ${name} …`);
    } catch (error) {
      broken.abort();
      throw error;
    }
  };
  await Promise.all([
    run('pages', ['pages', join(work, 'resources'), ...pages]),
    run('functions', ['backend', join(work, 'backend'), ...modules]),
  ]);
  await rm(join(work, 'tmp'), { recursive: true, force: true });
}

async function bundle(
  { appDirectory, minify, signal }: AppSource,
  temporary: string,
  parts: string[],
) {
  const args = minify ? ['--minify', ...parts] : parts;
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
