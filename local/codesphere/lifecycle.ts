import type { Cancel, Clock } from '../clock';
import { PLANS } from './account';
import { settlesWithin, type Background } from './background';
import type { Behaviour } from './behaviour';
import { createIdleTimer } from './idle-timer';
import { createOrder } from './order';
import type { Pipeline } from './pipeline';
import { CommandFailure, type GitAccess, type WorkspaceEngine } from '../machine/workspace-engine';
import type { Workspace, WorkspaceRecord } from './workspace-record';
import type { WorkspaceRegistry } from './workspace-registry';

/** How long an on-demand workspace goes unused before it sleeps, as Codesphere documents it. */
const IDLE_LIMIT_MS = 60 * 60_000;

/** How long waking takes: Codesphere documents about a second. */
const WAKE_MS = 1000;

/** How workspaces come, sleep, wake and go. */
export interface Lifecycle {
  /** Stores a new workspace; its repository is cloned in the background, and then it runs. */
  create(make: (id: number) => WorkspaceRecord): Promise<Workspace>;
  /** Says that somebody uses the workspace now, which keeps it awake. */
  touch(id: number): void;
  /** Ends all that runs in the workspace; nothing happens unless it is running. */
  sleep(id: number): Promise<void>;
  /** Begins to wake the workspace, `run` included; nothing happens unless it is asleep. */
  wake(id: number): Promise<void>;
  /** Removes the workspace with its processes and files. */
  remove(id: number): Promise<void>;
  /** True when somebody deleted the workspace's folder; the workspace is then removed, as if by the API. */
  forgetIfLost(record: WorkspaceRecord): boolean;
  /** Takes up what an earlier start of this program left. */
  recover(): Promise<void>;
  /** Ends everything; what was running will be started again by `recover`. */
  stop(): Promise<void>;
}

/** What the lifecycle works with. */
export interface LifecycleOptions {
  registry: WorkspaceRegistry;
  engine: WorkspaceEngine;
  pipeline: Pipeline;
  clock: Clock;
  background: Background;
  behaviour: Behaviour;
  findGitAccess(record: WorkspaceRecord): GitAccess | undefined;
}

/** True for a plan that sleeps when unused. */
export function isOnDemand({ workspace }: WorkspaceRecord): boolean {
  return PLANS.some(({ id, characteristics }) => {
    return id === workspace.planId && characteristics.onDemand;
  });
}

/** With nothing watched yet: `recover` comes first. */
export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { registry, engine, pipeline, clock, background, behaviour } = options;
  const wakeTimers = new Map<number, Cancel>();
  const order = createOrder();
  let stopped = false;

  const idleTimer = createIdleTimer(clock, IDLE_LIMIT_MS, (id) => {
    const record = registry.find(id);
    if (pipeline.isBusy(id)) touch(id);
    else if (record && isOnDemand(record))
      background.add(`put workspace ${id} to sleep`, sleep(id));
  });

  function touch(id: number): void {
    const record = registry.find(id);
    if (record?.phase === 'running' && isOnDemand(record)) idleTimer.touch(id);
  }

  async function provision(id: number): Promise<void> {
    const record = registry.find(id);
    if (!record || stopped) return;
    const { gitUrl, initialBranch } = record.workspace;
    const source = gitUrl !== null && {
      url: gitUrl,
      ...(initialBranch === null ? {} : { branch: initialBranch }),
      ...(record.cloneDepth === null ? {} : { depth: record.cloneDepth }),
    };
    try {
      await engine.create(id, source || undefined, options.findGitAccess(record));
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      if (behaviour.failedClone === 'stuck') return;
    }
    if (stopped) return;
    await registry.update(id, (one) => (one.phase = 'running'));
    touch(id);
  }

  function beginProvision(id: number): void {
    const work = order.add(id, () => provision(id));
    background.add(`create workspace ${id}`, work);
  }

  async function sleep(id: number): Promise<void> {
    await order.add(id, async () => {
      if (registry.find(id)?.phase !== 'running' || stopped) return;
      idleTimer.forget(id);
      await registry.update(id, (record) => (record.phase = 'asleep'));
      await pipeline.suspend(id);
      await engine.endProcesses(id);
    });
  }

  async function finishWake(id: number): Promise<void> {
    wakeTimers.delete(id);
    await order.add(id, async () => {
      if (registry.find(id)?.phase !== 'waking' || stopped) return;
      await registry.update(id, (record) => (record.phase = 'running'));
      touch(id);
      await pipeline.resume(id);
    });
  }

  function beginWake(id: number): void {
    const finish = () => background.add(`wake workspace ${id}`, finishWake(id));
    wakeTimers.set(id, clock.after(WAKE_MS, finish));
  }

  async function remove(id: number): Promise<void> {
    idleTimer.forget(id);
    wakeTimers.get(id)?.();
    await registry.remove(id);
    await pipeline.suspend(id);
    // A clone under way ends with its processes, the one that it is about to start included.
    const idle = order.idle(id);
    do await engine.endProcesses(id);
    while (!(await settlesWithin(idle, 50)));
    await engine.remove(id);
  }

  function forgetIfLost({ workspace: { id }, phase }: WorkspaceRecord): boolean {
    if (phase === 'creating' || engine.isThere(id)) return false;
    background.add(`forget workspace ${id}, whose folder is gone`, remove(id));
    return true;
  }

  return {
    async create(make) {
      const workspace = await registry.add(make);
      beginProvision(workspace.id);
      return workspace;
    },
    touch,
    sleep,
    async wake(id) {
      if (registry.find(id)?.phase !== 'asleep') return;
      await registry.update(id, (record) => (record.phase = 'waking'));
      beginWake(id);
    },
    remove,
    forgetIfLost,
    async recover() {
      const records = registry.list();
      await engine.recover(new Set(records.map(({ workspace }) => workspace.id)));
      for (const record of records) {
        const { phase, workspace } = record;
        const { id } = workspace;
        if (forgetIfLost(record)) continue;
        await pipeline.suspend(id);
        if (phase === 'creating') beginProvision(id);
        if (phase === 'waking') beginWake(id);
        if (phase !== 'running') continue;
        touch(id);
        await pipeline.resume(id);
      }
    },
    async stop() {
      stopped = true;
      idleTimer.stop();
      for (const cancel of wakeTimers.values()) cancel();
      // State that cannot be written must not keep processes from being ended.
      const ids = registry.list().map(({ workspace }) => workspace.id);
      await Promise.allSettled(ids.map((id) => pipeline.suspend(id)));
      // What was just about to start when all was ended is ended in the next round.
      do await engine.stop();
      while (!(await background.settled(100)));
    },
  };
}
