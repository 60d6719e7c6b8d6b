import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildRelease } from './build-release';
import type { GitAccount } from './check-out';
import type { Deployment, EnvironmentRecord, Release, Runs } from './environment-record';
import { FailureError, failureOf } from './failure';
import { createJobs, createTurns } from './jobs';
import { endOnAbort, endProcesses } from './processes';
import { startRelease } from './run-release';
import { type Address, type App, appEnded } from './start-app';
import type { StateFile } from './state-file';
import { createStepLog } from './step-log';
import type { Limits, Surroundings } from './surroundings';

/** What the work on environments is made from. */
export interface WorkContext {
  file: StateFile;
  /** The folder of the host. */
  directory: string;
  urlOf: (name: string) => string;
  account: GitAccount | undefined;
  limits: Limits;
  now: () => string;
  /** Is told of what nobody waits for. */
  report: (error: unknown) => void;
}

/** What goes on behind the calls. Each of these returns at once; the record shows how it went. */
export interface EnvironmentWork {
  /** Works on the newest deployment; an earlier one is ended. */
  deploy(record: EnvironmentRecord): void;
  /** Ends the deployment that is under way. */
  cancel(record: EnvironmentRecord): void;
  /** Starts what was built last. */
  start(record: EnvironmentRecord): void;
  /** Ends what runs. */
  halt(record: EnvironmentRecord): void;
  /** Ends everything of the environment, deletes its files, then its record. */
  remove(record: EnvironmentRecord): void;
  /** Where its app listens, undefined if none does. */
  addressOf(record: EnvironmentRecord): Address | undefined;
  /** Ends every process. The records stay as they are, so that a later start can go on. */
  stop(): Promise<void>;
}

/** Takes the environments of a host in hand. */
export function createEnvironmentWork(context: WorkContext): EnvironmentWork {
  const { file, directory, now, report } = context;
  const jobs = createJobs(report);
  const takeTurn = createTurns(context.limits.deploymentsAtOnce);
  const apps = new Map<Release, App>();

  const folderOf = ({ id }: EnvironmentRecord) => join(directory, 'environments', id);

  function around(record: EnvironmentRecord, release: string): Surroundings {
    return {
      ...context,
      name: record.name,
      url: context.urlOf(record.name),
      folder: join(folderOf(record), 'releases', release),
      home: join(folderOf(record), 'home'),
      gitHome: join(directory, 'git-home'),
    };
  }

  /** Lets visitors in, and notices when the app ends by itself. */
  function show(runs: Runs, app: App): void {
    apps.set(runs.release, app);
    void app.exited.then((code) => {
      // Who ends it on purpose takes it from the list before.
      if (apps.get(runs.release) !== app) return;
      apps.delete(runs.release);
      Object.assign(runs, { state: 'down', since: now(), failure: appEnded(code).failure });
      file.save().catch(report);
    });
  }

  async function deploy(
    record: EnvironmentRecord,
    deployment: Deployment,
    controller: AbortController,
  ): Promise<void> {
    const place = around(record, deployment.id);
    const endTurn = await takeTurn(controller.signal);
    try {
      Object.assign(deployment, { state: 'running', startedAt: now(), steps: [] });
      const { release, app } = await endOnAbort(controller.signal, place.folder, () =>
        buildRelease(deployment, place, controller),
      );
      controller.signal.throwIfAborted();
      void jobs.abort(`app ${record.id}`);
      if (record.runs) apps.delete(record.runs.release);
      const log = deployment.steps.at(-1)?.log ?? [];
      record.runs = { state: 'up', release, since: now(), failure: null, log };
      Object.assign(deployment, { state: 'succeeded', endedAt: now() });
      show(record.runs, app);
    } catch (error) {
      fail(deployment, controller.signal, error);
    } finally {
      endTurn();
    }
    await file.save();
    await discardReleases(record);
  }

  function fail(deployment: Deployment, { aborted, reason }: AbortSignal, error: unknown): void {
    // Who aborts a deployment has said in its record why; only a time limit has not.
    if (aborted && !(reason instanceof FailureError)) return;
    const failure = failureOf(aborted ? reason : error);
    if (failure.code === 'host-failed') report(error);
    Object.assign(deployment, { state: 'failed', endedAt: now(), failure });
  }

  /** Ends and deletes every release but the one that visitors are to see. */
  async function discardReleases(record: EnvironmentRecord): Promise<void> {
    const folder = join(folderOf(record), 'releases');
    for (const release of await readdir(folder).catch(() => [])) {
      if (release !== record.runs?.release.id) await discard(join(folder, release));
    }
  }

  async function start(
    record: EnvironmentRecord,
    runs: Runs,
    { signal }: AbortController,
  ): Promise<void> {
    const place = around(record, runs.release.id);
    try {
      await endProcesses(place.folder);
      runs.log = [];
      const log = createStepLog(runs.log, runs.release.request.variables);
      const app = await endOnAbort(signal, place.folder, () =>
        startRelease(runs.release, place, signal, log),
      );
      signal.throwIfAborted();
      Object.assign(runs, { state: 'up', since: now(), failure: null });
      show(runs, app);
    } catch (error) {
      await endProcesses(place.folder);
      if (signal.aborted) return;
      Object.assign(runs, { state: 'down', since: now(), failure: failureOf(error) });
    }
    await file.save();
  }

  async function remove(record: EnvironmentRecord): Promise<void> {
    await Promise.all([jobs.abort(`deploy ${record.id}`), jobs.abort(`app ${record.id}`)]);
    await discard(folderOf(record));
    const { environments } = file.state;
    if (environments[record.name] === record) delete environments[record.name];
    await file.save();
  }

  function halt(record: EnvironmentRecord): void {
    if (!record.runs) return;
    const { release } = record.runs;
    apps.delete(release);
    jobs.run(`app ${record.id}`, () => endProcesses(around(record, release.id).folder));
  }

  return {
    deploy(record) {
      const { deployment } = record;
      jobs.run(`deploy ${record.id}`, (controller) => deploy(record, deployment, controller));
    },
    cancel: (record) => void jobs.abort(`deploy ${record.id}`),
    start(record) {
      const { runs } = record;
      if (runs) jobs.run(`app ${record.id}`, (controller) => start(record, runs, controller));
    },
    halt,
    remove: (record) => jobs.run(`remove ${record.id}`, () => remove(record)),
    addressOf: ({ runs }) => (runs ? apps.get(runs.release)?.address : undefined),
    async stop() {
      apps.clear();
      await Promise.all([jobs.stop(), endProcesses(directory)]);
    },
  };
}

/** Ends every process of a folder and deletes it. */
async function discard(folder: string): Promise<void> {
  await endProcesses(folder);
  await rm(folder, { recursive: true, force: true }).catch(async () => {
    // Builds make folders that nobody may write to. The removal goes on beside it: chmod may miss a file.
    await promisify(execFile)('chmod', ['-R', 'u+rwX', folder]).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  });
}
