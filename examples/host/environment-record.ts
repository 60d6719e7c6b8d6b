import type { DeploymentRequest } from './deployment-request';
import type { Failure } from './failure';

/** One part of a deployment that a person would look at by itself. */
export interface Step {
  id: string;
  title: string;
  state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  startedAt: string;
  endedAt: string | null;
  log: string[];
}

/** One attempt to bring an environment to one commit. */
export interface Deployment {
  id: string;
  request: DeploymentRequest;
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  requestedAt: string;
  startedAt: string | null;
  endedAt: string | null;
  steps: Step[];
  failure: Failure | null;
}

/** What was built of one commit, and all that it takes to start it again. */
export interface Release {
  /** The id of the deployment that built it; its folder is named so. */
  id: string;
  request: DeploymentRequest;
  /** As git told it of what was checked out. */
  commit: string;
  /** The command that starts the app. */
  run: string;
  /** The path that tells whether the app is up; null if `preview.yml` names none. */
  health: string | null;
}

/** The release that visitors are to see. */
export interface Runs {
  state: 'up' | 'starting' | 'asleep' | 'down';
  release: Release;
  since: string;
  failure: Failure | null;
  log: string[];
}

/** All that the host remembers of an environment. */
export interface EnvironmentRecord {
  id: string;
  name: string;
  createdAt: string;
  deleting: boolean;
  runs: Runs | null;
  deployment: Deployment;
}

/** Whether a deployment still has something to do. */
export function isUnderWay({ state }: Deployment): boolean {
  return state === 'queued' || state === 'running';
}
