/**
 * `npm start` and `npm test`, from a fresh clone on: plain Node, no dependencies. Checks what must be
 * there, installs packages when they are missing or stale, then becomes the platform or runs jest.
 * `test` leaves out `*.full.test.ts`, unless it is told which files to run, or `--full`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MIN_NODE = [20, 18, 1];
const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
/** How often the installation is looked at. */
const PROGRESS_MS = 2_000;
/** Whether a signal asked to end while a program ran in the foreground. */
let interrupted = false;

function stop(message) {
  console.error(message);
  process.exit(1);
}

function checkNode() {
  const version = process.versions.node.split('.').map(Number);
  const first = version.findIndex((part, n) => part !== MIN_NODE[n]);
  if (first >= 0 && version[first] < (MIN_NODE[first] ?? 0)) {
    stop(`Node ${process.versions.node} is too old: install Node ${MIN_NODE.join('.')} or newer.`);
  }
}

function checkGit() {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
  } catch {
    stop('git was not found: install git and make sure that it is on the PATH.');
  }
}

const readPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
const lockFile = join(root, 'package-lock.json');

/**
 * Whether node_modules holds the versions of the lock file. npm notes at the end of an installation
 * what it did, so one that was broken off counts for nothing. Optional packages may be missing.
 */
function isInstalled() {
  const noted = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(noted)) return false;
  const [wanted, found] = [readPackages(lockFile), readPackages(noted)];
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' ||
      found[path]?.version === version ||
      ((optional || devOptional) && !found[path]),
  );
}

/** Says about ten times how many packages are there; call the result at the end. */
function followInstallation() {
  const folders = Object.entries(readPackages(lockFile)).flatMap(([path, { optional }]) =>
    path === '' || optional ? [] : [join(root, path, 'package.json')],
  );
  let said = 0;
  const timer = setInterval(() => {
    const there = folders.filter((path) => existsSync(path)).length;
    if (there - said < folders.length / 10) return;
    said = there;
    console.log(`  ${there} of ${folders.length} packages`);
  }, PROGRESS_MS);
  return () => clearInterval(timer);
}

/** Runs a program in the foreground; signals reach it. Resolves with its exit code. */
function runChild(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
  const forward = (signal) => {
    interrupted = true;
    child.kill(signal);
  };
  process.on('SIGINT', forward).on('SIGTERM', forward);
  return new Promise((resolve) => {
    child.once('error', (error) => stop(`${command} could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      process.off('SIGINT', forward).off('SIGTERM', forward);
      resolve(signal ? 1 : (code ?? 1));
    });
  });
}

async function install() {
  if (isInstalled()) return;
  console.log('Installing packages (once, a minute or two) …');
  const started = Date.now();
  const unfollow = followInstallation();
  const npm = process.env.npm_execpath;
  const args = ['ci', '--prefer-offline', '--loglevel=error'];
  const code = npm?.endsWith('.js')
    ? await runChild(process.execPath, [npm, ...args])
    : await runChild('npm', args, { shell: process.platform === 'win32' });
  unfollow();
  if (interrupted) {
    console.log('Stopped.');
    // A start that was ended has done what it was asked to; tests that did not run have not passed.
    process.exit(command === 'start' ? 0 : 1);
  }
  if (code !== 0) stop('npm ci failed: see its message above; is the package registry reachable?');
  console.log(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

const [command, ...args] = process.argv.slice(2);
checkNode();
checkGit();
await install();
if (command === 'start') {
  // In this very process, so that signals and the exit code need no passing on.
  process.argv.splice(1, process.argv.length, join(root, 'local/main.ts'), ...args);
  require('tsx/cjs');
  require('./main.ts');
} else if (command === 'test') {
  const jest = join(root, 'node_modules/jest/bin/jest.js');
  const isFull = args[0] === '--full';
  const given = isFull ? args.slice(1) : args;
  const isQuick = !isFull && given.every((arg) => arg.startsWith('-'));
  const skipped = isQuick ? ['--testPathIgnorePatterns=\\.full\\.test\\.ts$'] : [];
  process.exit(await runChild(process.execPath, [jest, '--ci', ...skipped, ...given]));
} else {
  stop('Usage: node local/bootstrap.mjs start|test [arguments]');
}
