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

/**
 * Whether node_modules holds the versions of the lock file. npm notes at the end of an installation
 * what it did, so one that was broken off counts for nothing. Optional packages may be missing.
 */
function isInstalled() {
  const noted = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(noted)) return false;
  const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const [wanted, found] = [read(join(root, 'package-lock.json')), read(noted)];
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' ||
      found[path]?.version === version ||
      ((optional || devOptional) && !found[path]),
  );
}

/** Runs a program in the foreground; signals reach it. Resolves with its exit code. */
function runChild(command, args, options = {}) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
  const forward = (signal) => child.kill(signal);
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
  console.log('Installing packages (a minute or two, once) …');
  const started = Date.now();
  const npm = process.env.npm_execpath;
  const code = npm?.endsWith('.js')
    ? await runChild(process.execPath, [npm, 'ci'])
    : await runChild('npm', ['ci'], { shell: process.platform === 'win32' });
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
