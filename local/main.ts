import { join } from 'node:path';
import { checkRepository } from './check-repository';
import { isDiskFull } from './disk-full';
import { readOptions, type StartOptions } from './options';
import { type Platform, startPlatform } from './platform';

/** A stop takes no longer, whatever hangs; the promise is 5 s. */
const STOP_TIMEOUT_MS = 4_500;
const PARENT_CHECK_MS = 250;

let starting: Promise<Platform> | undefined;
const breakOff = new AbortController();
let stopping = false;

/** Ends everything once, then the process. */
async function shutDown(exitCode: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  const end = () => {
    if (exitCode === 0) console.log('Stopped.');
    process.exit(exitCode);
  };
  setTimeout(end, STOP_TIMEOUT_MS);
  breakOff.abort();
  const platform = await starting?.catch(() => undefined);
  await platform?.stop();
  end();
}

function fail(error: unknown): void {
  if (stopping) return;
  console.error(describe(error as Error));
  // What breaks because of it has nothing to add.
  console.error = () => undefined;
  void shutDown(1);
}

/**
 * npm runs scripts in a shell, and a shell that gets a signal may die of it without passing it on:
 * seen from here, the parent changes.
 */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) void shutDown(0);
  }, PARENT_CHECK_MS).unref();
}

/** For what should not have happened, where it happened matters. */
function crash(error: unknown): void {
  if (!stopping && error instanceof Error && !isDiskFull(error)) console.error(error.stack);
  fail(error);
}

/** One line of what is wrong and what to do. */
function describe(error: Error): string {
  if (!isDiskFull(error)) return `Cannot go on: ${error.message}`;
  return 'The disk is full: free some space, then start again.';
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.repo !== undefined) await checkRepository(options.repo, process.env);
  starting = startPlatform({
    ...options,
    signal: breakOff.signal,
    allProviders: true,
    appDirectory: join(__dirname, '..'),
    progress: (message) => console.log(message),
    log: (line) => console.log(line),
    onFailure: fail,
  });
  announce(await starting, options);
}

function announce({ url, hostingUrl, imported }: Platform, { fresh }: StartOptions): void {
  const state = fresh ? ', with a fresh state' : '';
  console.log(`Ready: ${url} (hosting provider: ${hostingUrl}/api${state})`);
  console.log(`Open ${url}/demo/shop/pull-requests/1 to see a pull request get its preview.`);
  if (imported)
    console.log(`Your repository is at ${url}/${imported}: push a branch and open a pull request.`);
  console.log('Ctrl+C stops everything.');
}

if (process.env.npm_lifecycle_event) endWithParent();
process.on('SIGINT', () => void shutDown(0));
process.on('SIGTERM', () => void shutDown(0));
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);
main().catch(fail);
