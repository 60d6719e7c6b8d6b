import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** How to start a browser, and where it came from. */
export interface FoundBrowser {
  executablePath: string;
  args: string[];
  origin: 'machine' | 'package';
}

/** A page of a test talks to this machine only, so the browser must not call home either. */
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
  const paths = [process.env.CHROMIUM_PATH, ...usualPaths];
  const executablePath = paths.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) return undefined;
  return { executablePath, args: quiet, origin: 'machine' };
}

/**
 * The browser that comes with `@sparticuz/chromium`, unpacked at its first use; undefined where
 * there is none for this kind of machine. The package is an ES module, which plain `import()` of a
 * CommonJS test cannot load.
 */
export async function findPackagedBrowser(): Promise<FoundBrowser | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const script = `import('@sparticuz/chromium').then(async ({ default: chromium }) =>
    console.log(JSON.stringify({ path: await chromium.executablePath(), args: chromium.args })))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
    cwd: __dirname,
    // Where the package also unpacks the libraries that a bare machine lacks.
    env: { ...process.env, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
  });
  const { path, args } = JSON.parse(stdout) as { path: string; args: string[] };
  return { executablePath: path, args: [...args, ...quiet], origin: 'package' };
}

/** The machine's own browser if it has one, else the packaged one, else undefined. */
export async function findBrowser(): Promise<FoundBrowser | undefined> {
  return findMachineBrowser() ?? (await findPackagedBrowser());
}

/** Starts a browser without a window. */
export function launchBrowser({ executablePath, args }: FoundBrowser): Promise<Browser> {
  return chromium.launch({ executablePath, args, headless: true });
}
