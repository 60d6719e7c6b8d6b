/** A workspace as the API shows it; `isPrivateRepo` and the like are as they were asked for. */
export interface Workspace {
  id: number;
  teamId: number;
  name: string;
  planId: number;
  isPrivateRepo: boolean;
  replicas: number;
  baseImage: string;
  dataCenterId: number;
  userId: number;
  gitUrl: string | null;
  initialBranch: string | null;
  sourceWorkspaceId: number | null;
  welcomeMessage: string | null;
  vpnConfig: string | null;
  restricted: boolean;
  collectTraces: boolean;
  persistentLogs: boolean;
  createdAt: string;
}

/** A variable of a workspace, as the API shows it. */
export interface EnvVar {
  name: string;
  value: string;
}

/** A stage of the pipeline. */
export type Stage = 'prepare' | 'test' | 'run';

/** All stages, in their usual order. */
export const STAGES = ['prepare', 'test', 'run'] as const satisfies Stage[];

/** How far a stage, a server of it or a step is. */
export type RunState = 'waiting' | 'running' | 'success' | 'failure' | 'aborted';

/** The state of one step; times are ISO 8601. */
export interface StepState {
  state: RunState;
  startedAt?: string;
  finishedAt?: string;
}

/** One entry of a stage's state: what one server makes of it. */
export interface ServerState extends StepState {
  steps: StepState[];
  replica: string;
  server: string;
}

/** The latest run of a stage. */
interface StageRecord {
  profile?: string;
  servers: ServerState[];
}

/** All that is remembered of a workspace between two starts. */
export interface WorkspaceRecord {
  workspace: Workspace;
  cloneDepth: number | null;
  env: EnvVar[];
  /** `creating` until its repository is cloned, `waking` until it can be used again. */
  phase: 'creating' | 'running' | 'asleep' | 'waking';
  /** The servers of the landscape that is deployed; empty if none is. */
  landscape: string[];
  stages: Partial<Record<Stage, StageRecord>>;
}

/** The server on which `prepare` and `test` run. */
export const IDE_SERVER = 'codesphere-ide';
