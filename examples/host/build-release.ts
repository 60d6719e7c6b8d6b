import { mkdir } from 'node:fs/promises';
import { fetchSource, mergeDestination } from './check-out';
import type { Deployment, Release, Step } from './environment-record';
import { FailureError } from './failure';
import { readPreviewFile } from './preview-file';
import { runInShell, startRelease } from './run-release';
import type { App } from './start-app';
import { createStepLog } from './step-log';
import type { Surroundings } from './surroundings';

type Log = (text: string) => void;
type RunStep = <T>(id: string, title: string, work: (log: Log) => Promise<T>) => Promise<T>;

/**
 * Builds a commit and starts its app, beside what runs before. Each step is entered into the
 * deployment as it begins. Once the controller is aborted nothing more is started, and this throws.
 */
export async function buildRelease(
  deployment: Deployment,
  around: Surroundings,
  controller: AbortController,
): Promise<{ release: Release; app: App }> {
  const { signal } = controller;
  const step = createSteps(deployment, around, controller);
  await mkdir(around.home, { recursive: true });
  const commit = await checkOut(deployment, around, signal, step);
  const file = await step('preview-file', 'Read preview.yml', () => readPreviewFile(around.folder));
  for (const [n, command] of file.build.entries()) {
    await step(`build-${n + 1}`, command, async (log) => {
      const context = { request: deployment.request, around, signal, log };
      const code = await runInShell(context, command).exited;
      if (code !== 0) throw buildFailed(command, code);
    });
  }
  const { run, health = null } = file;
  const release = { id: deployment.id, request: deployment.request, commit, run, health };
  const app = await step('start', run, (log) => startRelease(release, around, signal, log));
  return { release, app };
}

async function checkOut(
  { request }: Deployment,
  { folder, gitHome, account }: Surroundings,
  signal: AbortSignal,
  step: RunStep,
): Promise<string> {
  const place = { request, folder, home: gitHome, account, signal };
  const { source, destination } = request;
  const commit = await step('fetch', `Fetch ${source.branch}`, (log) => fetchSource(place, log));
  if (destination) {
    const title = `Merge with ${destination.branch}`;
    await step('merge', title, (log) => mergeDestination(place, destination, log));
  }
  return commit;
}

function createSteps(
  { steps, request }: Deployment,
  { limits, now }: Surroundings,
  controller: AbortController,
): RunStep {
  return async (id, title, work) => {
    controller.signal.throwIfAborted();
    const step: Step = {
      id,
      title: title.slice(0, 300),
      state: 'running',
      startedAt: now(),
      endedAt: null,
      log: [],
    };
    steps.push(step);
    const abort = () => controller.abort(tookTooLong(step, limits.stepSeconds));
    const limit = setTimeout(abort, limits.stepSeconds * 1000);
    try {
      const result = await work(createStepLog(step.log, request.variables));
      controller.signal.throwIfAborted();
      step.state = 'succeeded';
      return result;
    } catch (error) {
      const { signal } = controller;
      step.state =
        signal.aborted && !(signal.reason instanceof FailureError) ? 'cancelled' : 'failed';
      throw error;
    } finally {
      clearTimeout(limit);
      step.endedAt = now();
    }
  };
}

function buildFailed(command: string, code: number | null): FailureError {
  const how = code === null ? 'was ended by a signal' : `ended with exit code ${code}`;
  return new FailureError({
    code: 'build-failed',
    message: `"${command.slice(0, 300)}" ${how}.`,
    remedy: 'Fix the error shown in the log, then push.',
    mends: 'person',
  });
}

function tookTooLong({ title }: Step, seconds: number): FailureError {
  return new FailureError({
    code: 'took-too-long',
    message: `"${title}" took longer than ${seconds} s.`,
    remedy: 'Make this step faster, or let the operator of the host allow it more time.',
    mends: 'person',
  });
}
