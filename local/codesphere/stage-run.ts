import type { Clock } from '../clock';
import type { CiStep, ServicePath } from './ci-config';
import { createStepLog, type StepLog } from './step-log';
import type { StepCommand, StepProcess } from '../machine/workspace-engine';
import type { RunState, ServerState, StepState } from './workspace-record';

/** What one server is to do in a stage. */
export interface ServerPlan {
  server: string;
  replica: string;
  /** Undefined for a server that has no part in this stage: it is listed and stays `waiting`. */
  steps: CiStep[] | undefined;
  env: Record<string, string>;
  paths: ServicePath[];
  /** It runs, and nobody is told of it. */
  unlisted?: true;
}

/** One run of one stage on all its servers. */
export interface StageRun {
  readonly servers: ServerState[];
  /** True until each server has come to an end. */
  isUnfinished(): boolean;
  /** Marks what has not ended as aborted. Processes go on until `cancel`. */
  abort(): void;
  /** Leaves the states as they are and ends the processes; resolves when they are gone. */
  cancel(): Promise<void>;
  /** The log of a step; `where` is a server's or replica's name, or the first that has steps. */
  findLog(step: number, where: string | undefined): StepLog | undefined;
  /** Passes a request to the server that its path leads to; undefined if nothing listens. */
  visit(request: Request): Promise<Response | undefined>;
}

/** What a run needs from outside. */
export interface StageRunOptions {
  plans: ServerPlan[];
  clock: Clock;
  startStep(step: StepCommand): Promise<StepProcess>;
  /** Called after each change of `servers`. */
  onChange(): Promise<void>;
  /** The run begins when this has resolved. */
  after: Promise<void>;
  /** Takes charge of the run's work. */
  runInBackground(work: Promise<void>): void;
}

interface ServerRun {
  plan: ServerPlan;
  state: ServerState;
  logs: StepLog[];
  processes: StepProcess[];
}

/** Sets all servers to `waiting` at once, and begins. */
export function createStageRun(options: StageRunOptions): StageRun {
  const { clock } = options;
  const runs = options.plans.map((plan) => createServerRun(plan, clock));
  let cancelled = false;

  const timestamp = () => new Date(clock.now()).toISOString();
  const begin = (one: StepState) =>
    Object.assign(one, { state: 'running', startedAt: timestamp() });
  const finish = (one: StepState, state: RunState) =>
    Object.assign(one, { state, finishedAt: timestamp() });

  async function runServer({ plan, state, logs, processes }: ServerRun): Promise<void> {
    for (const [index, { command }] of (plan.steps ?? []).entries()) {
      const step = state.steps[index];
      const log = logs[index];
      if (cancelled || !step || !log) return;
      const onOutput: StepCommand['onOutput'] = (stream, text) =>
        log.append(stream === 'stderr' ? 'E' : 'I', text);
      const process = await options
        .startStep({ command, env: plan.env, onOutput })
        .catch((error: Error) => onOutput('stderr', `The step could not start: ${error.message}`));
      if (process) processes.push(process);
      if (cancelled) return process?.end();
      if (state.state === 'waiting') begin(state);
      begin(step);
      await options.onChange();
      const succeeded = (await process?.exited) === 0;
      if (cancelled) return;
      log.close();
      finish(step, succeeded ? 'success' : 'failure');
      if (!succeeded) finish(state, 'failure');
      await options.onChange();
      if (!succeeded) return;
    }
    finish(state, 'success');
    await options.onChange();
  }

  async function work(): Promise<void> {
    await options.after;
    const busy = runs.filter(({ plan }) => plan.steps !== undefined);
    await Promise.all(
      busy.map((run) => runServer(run).finally(() => run.logs.forEach((log) => log.close()))),
    );
  }

  const done = work();
  options.runInBackground(done);
  return {
    servers: runs.filter(({ plan }) => !plan.unlisted).map(({ state }) => state),
    isUnfinished: () => runs.some(({ plan, state }) => plan.steps && isUnfinished(state.state)),
    abort() {
      const states = runs.filter(({ plan }) => plan.steps).map(({ state }) => state);
      abortUnfinished(states, timestamp());
    },
    async cancel() {
      cancelled = true;
      for (const { logs } of runs) for (const log of logs) log.close();
      await Promise.all(runs.flatMap(({ processes }) => processes.map((one) => one.end())));
      await done.catch(() => undefined);
    },
    findLog(step, where) {
      const run = runs.find(
        ({ plan }) =>
          plan.steps && (where === undefined || [plan.server, plan.replica].includes(where)),
      );
      return run?.logs[step];
    },
    visit: (request) => visitServer(runs, request),
  };
}

/** Marks what is waiting or running as aborted at `finishedAt`, in place. */
export function abortUnfinished(servers: ServerState[], finishedAt: string): void {
  for (const one of servers.flatMap((server): StepState[] => [server, ...server.steps])) {
    if (isUnfinished(one.state)) Object.assign(one, { state: 'aborted', finishedAt });
  }
}

function isUnfinished(state: RunState): boolean {
  return state === 'waiting' || state === 'running';
}

function createServerRun(plan: ServerPlan, clock: Clock): ServerRun {
  const { server, replica, steps = [] } = plan;
  return {
    plan,
    state: {
      state: 'waiting',
      steps: steps.map(() => ({ state: 'waiting' })),
      replica,
      server,
    },
    logs: steps.map(() => createStepLog(() => clock.now())),
    processes: [],
  };
}

async function visitServer(runs: ServerRun[], request: Request): Promise<Response | undefined> {
  const { pathname, search } = new URL(request.url);
  const routes = runs
    .filter(({ plan }) => plan.steps)
    .flatMap((run) =>
      run.plan.paths.map((path) => ({ run, ...path, prefix: path.path.replace(/\/+$/, '') })),
    )
    .filter(({ prefix }) => pathname === prefix || pathname.startsWith(`${prefix}/`))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const [route] = routes;
  if (!route) return undefined;
  const path = route.stripPath ? pathname.slice(route.prefix.length) || '/' : pathname;
  // The newest step first: a server is mostly the last step, or was left behind by it.
  for (const process of route.run.processes.toReversed()) {
    const response = await process.visit(request, path + search, route.port);
    if (response) return response;
  }
  return undefined;
}
