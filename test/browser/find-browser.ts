import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';

/** How to start a browser, and where it came from. */
export interface FoundBrowser {
  executablePath: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  origin: 'machine' | 'package';
}

/** Pages under test talk to this machine only, so the browser must not call home either. */
const quiet = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The browser of this machine: the one named by `CHROMIUM_PATH`, or one at a usual place. */
export function findMachineBrowser(): FoundBrowser | undefined {
  const executablePath = [process.env.CHROMIUM_PATH, ...usualPaths].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (executablePath === undefined) return undefined;
  return { executablePath, args: quiet, env: process.env, origin: 'machine' };
}

/** Why the packaged browser cannot run here, or undefined if it can. */
function packageProblem(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `@sparticuz/chromium has none for ${process.platform} ${process.arch}`;
  }
  const isInstalled = existsSync(resolve(__dirname, '../../node_modules/@sparticuz/chromium'));
  return isInstalled ? undefined : '@sparticuz/chromium is not installed';
}

/**
 * The browser that comes with `@sparticuz/chromium`, unpacked at its first use; undefined where it
 * cannot run.
 */
export async function findPackagedBrowser(): Promise<FoundBrowser | undefined> {
  if (packageProblem() !== undefined) return undefined;
  const directory = resolve(__dirname, '../../node_modules/.cache/previews-chromium');
  if (!existsSync(directory)) await unpackBrowser(directory);
  const libraries = [process.env.LD_LIBRARY_PATH, join(directory, 'al2023/lib')];
  return {
    executablePath: join(directory, 'chromium'),
    args: [...quiet, '--no-zygote', '--headless=shell'],
    env: { ...process.env, LD_LIBRARY_PATH: libraries.filter(Boolean).join(':') },
    origin: 'package',
  };
}

/**
 * The package is an ES module, so a process of its own loads it. It unpacks into its temporary
 * folder, which is moved into place when all of it is there: two tests may do this at a time.
 */
async function unpackBrowser(directory: string): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  const temporary = await mkdtemp(`${directory}.`);
  const script = `import('@sparticuz/chromium').then(({ default: chromium }) =>
    chromium.executablePath())`;
  await promisify(execFile)(process.execPath, ['-e', script], {
    cwd: __dirname,
    // Told that it runs in a function of AWS, the package also unpacks the libraries it needs.
    env: { ...process.env, TMPDIR: temporary, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
  });
  try {
    await rename(temporary, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
    await rm(temporary, { recursive: true });
  }
}

/** Why there is no browser at all, or undefined if there is one. */
export function browserProblem(): string | undefined {
  return findMachineBrowser() ? undefined : packageProblem();
}

/** The machine's own browser if it has one, else the packaged one. Throws when there is neither. */
export async function findBrowser(): Promise<FoundBrowser> {
  const found = findMachineBrowser() ?? (await findPackagedBrowser());
  if (!found) {
    throw new Error(`No browser: install Chromium or set CHROMIUM_PATH (${browserProblem()}).`);
  }
  return found;
}

/** Starts a browser without a window. */
export function launchBrowser({ executablePath, args, env }: FoundBrowser): Promise<Browser> {
  return chromium.launch({ executablePath, args, env: env });
}
