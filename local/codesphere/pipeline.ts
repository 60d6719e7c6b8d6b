import type { Clock } from '../clock';
import type { Background } from './background';
import type { Behaviour } from './behaviour';
import { ciFileName, parseCiConfig, type CiConfig } from './ci-config';
import { notRunning, Problem } from './problem';
import { planServers } from './server-plan';
import { abortUnfinished, createStageRun, type StageRun } from './stage-run';
import type { StepLog } from './step-log';
import type { WorkspaceEngine } from '../machine/workspace-engine';
import { STAGES, type ServerState, type Stage, type WorkspaceRecord } from './workspace-record';
import type { WorkspaceRegistry } from './workspace-registry';

/** The stages of all workspaces. Whether a workspace may run them is for the caller to know. */
export interface Pipeline {
  /** Reads the CI file of a profile; throws a 400 if it is missing or invalid. */
  readConfig(id: number, profile: string | undefined): Promise<CiConfig>;
  /** Starts a stage, anew if it is under way. Its state is `waiting` when this resolves. */
  start(id: number, stage: Stage, profile: string | undefined): Promise<void>;
  /** Aborts a stage; nothing happens if it is not under way. */
  stop(id: number, stage: Stage): Promise<void>;
  /** One entry per server; empty if the stage was never started. */
  state(id: number, stage: Stage): ServerState[];
  /** True while `prepare` or `test` is under way. */
  isBusy(id: number): boolean;
  findLog(id: number, stage: Stage, step: number, where: string | undefined): StepLog | undefined;
  /** Passes a visitor's request on to `run`; undefined if nothing listens. */
  visit(id: number, request: Request): Promise<Response | undefined>;
  /** Ends all stages; `prepare` and `test` are then aborted, `run` keeps its state for `resume`. */
  suspend(id: number): Promise<void>;
  /** Starts `run` again, unless it was never started or was aborted. */
  resume(id: number): Promise<void>;
}

/** What the pipeline works with. */
export interface PipelineOptions {
  registry: WorkspaceRegistry;
  engine: WorkspaceEngine;
  clock: Clock;
  background: Background;
  behaviour: Behaviour;
  /** The variables that Codesphere itself sets in a workspace. */
  builtInVariables(record: WorkspaceRecord): Record<string, string>;
}

/** With no stage under way. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { registry, engine, clock, background, behaviour } = options;
  const runs = new Map<string, StageRun>();
  const find = (id: number, stage: Stage) => runs.get(`${id}/${stage}`);

  async function readConfig(id: number, profile: string | undefined): Promise<CiConfig> {
    const name = ciFileName(profile);
    return parseCiConfig(name, await engine.readFile(id, name));
  }

  async function start(id: number, stage: Stage, profile: string | undefined): Promise<void> {
    const config = await readConfig(id, profile);
    const previous = find(id, stage);
    const record = registry.get(id);
    // It may have gone to sleep while the file was read.
    if (record.phase !== 'running') throw notRunning();
    const saveState = async () => {
      if (find(id, stage) !== run) return;
      await registry.update(id, ({ stages }) => {
        stages[stage] = { ...(profile === undefined ? {} : { profile }), servers: run.servers };
      });
    };
    const run = createStageRun({
      plans: planServers(config, stage, record, options),
      clock,
      startStep: (step) => engine.startStep(id, step),
      onChange: saveState,
      // Nobody is kept from starting while what was stopped still holds its port.
      after: (behaviour.stopTakesMs > 0 ? undefined : previous?.cancel()) ?? Promise.resolve(),
      runInBackground: (work) => background.add(`run ${stage} of workspace ${id}`, work),
    });
    runs.set(`${id}/${stage}`, run);
    await saveState();
  }

  async function abortRecorded(id: number, stages: readonly Stage[]): Promise<void> {
    await registry.update(id, (record) => {
      for (const stage of stages) {
        const servers = record.stages[stage]?.servers.filter(({ steps }) => steps.length > 0) ?? [];
        abortUnfinished(servers, new Date(clock.now()).toISOString());
      }
    });
  }

  return {
    readConfig,
    start,
    async stop(id, stage) {
      const run = find(id, stage);
      if (!run) return;
      const end = async () => {
        if (run.isUnfinished()) run.abort();
        background.add(`end ${stage} of workspace ${id}`, run.cancel());
        if (find(id, stage) === run) await abortRecorded(id, [stage]);
      };
      const { stopTakesMs } = behaviour;
      if (stopTakesMs === 0) return end();
      clock.after(stopTakesMs, () => background.add(`stop ${stage} of workspace ${id}`, end()));
    },
    state: (id, stage) => registry.get(id).stages[stage]?.servers ?? [],
    isBusy: (id) => (['prepare', 'test'] as const).some((stage) => find(id, stage)?.isUnfinished()),
    findLog: (id, stage, step, where) => find(id, stage)?.findLog(step, where),
    visit: async (id, request) => find(id, 'run')?.visit(request),
    async suspend(id) {
      const live = STAGES.flatMap((stage) => find(id, stage) ?? []);
      for (const stage of STAGES) runs.delete(`${id}/${stage}`);
      await Promise.all([
        ...live.map((run) => run.cancel()),
        abortRecorded(id, ['prepare', 'test']),
      ]);
    },
    async resume(id) {
      const run = registry.find(id)?.stages.run;
      if (!run || run.servers.some(({ state }) => state === 'aborted')) return;
      await start(id, 'run', run.profile).catch(async (error: unknown) => {
        // The CI file is gone since: nobody waits for an answer, so the state must say it.
        if (!(error instanceof Problem)) throw error;
        await registry.update(id, ({ stages }) => {
          for (const server of stages.run?.servers ?? []) server.state = 'failure';
        });
      });
    },
  };
}
