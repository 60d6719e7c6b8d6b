import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(__dirname, '../..');
const BUNDLE_SCRIPT = join(ROOT, 'local/app/bundle.cjs');
const WRAPPER = join(ROOT, 'local/runtime/wrapper');
const EMPTY_APP = join(__dirname, '../empty-app');
const CACHE = join(ROOT, 'node_modules/.cache/previews-bench');

/**
 * Builds all function modules as one, with Atlassian's bundler; answers the bundle's path. The build
 * is kept as long as `buildDirectory`, the app's own build, stays the same.
 */
export function bundleWholeBackend(buildDirectory: string, modules: string[]): Promise<string> {
  return once(buildDirectory, 'whole.cjs', async (work) => {
    const lines = modules.map(
      (name, index) =>
        `export * as module${index} from ${JSON.stringify(join(ROOT, 'src', name))};`,
    );
    await mkdir(join(work, 'src'));
    await writeFile(join(work, 'src/whole.ts'), `${lines.join('\n')}\n`);
    await copyFile(join(ROOT, 'tsconfig.json'), join(work, 'tsconfig.json'));
    await bundle(work, work, ['backend', join(work, 'backend'), 'whole']);
    return join(work, 'backend/whole.cjs');
  });
}

/** Builds a UI Kit app that shows one word, with Atlassian's bundler; answers the bundle's path. */
export function bundleEmptyApp(buildDirectory: string): Promise<string> {
  return once(buildDirectory, 'empty.js', async (work) => {
    await bundle(EMPTY_APP, work, ['pages', work, 'empty=./src/index.tsx']);
    return join(work, 'empty.js');
  });
}

/** Takes the file of an earlier run, or has it made in a folder that is removed afterwards. */
async function once(
  buildDirectory: string,
  name: string,
  make: (work: string) => Promise<string>,
): Promise<string> {
  const directory = join(CACHE, basename(dirname(buildDirectory)));
  const path = join(directory, name);
  if (existsSync(path)) return path;
  await mkdir(directory, { recursive: true });
  const work = await mkdtemp(join(directory, 'work-'));
  try {
    await rename(await make(work), path);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path;
}

async function bundle(cwd: string, temporary: string, args: string[]): Promise<void> {
  const env = { ...process.env, TMPDIR: temporary, FORGE_RUNTIME_PATH: WRAPPER };
  await promisify(execFile)(process.execPath, [BUNDLE_SCRIPT, '--minify', ...args], { cwd, env });
}
