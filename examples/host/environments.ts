import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeploymentRequest } from './deployment-request';
import { type EnvironmentRecord, isUnderWay } from './environment-record';
import type { EnvironmentWork, WorkContext } from './environment-work';
import { endProcesses } from './processes';
import { refusals } from './refusals';

/** How long an idempotency key is remembered. */
const KEY_LIFE_MS = 24 * 60 * 60 * 1000;

/** What the calls of the protocol do to the environments of this host. */
export interface Environments {
  /** In the order of their names. */
  list(): EnvironmentRecord[];
  find(name: string): EnvironmentRecord | undefined;
  /** Begins a deployment, unless the key has begun one already. @throws Problem */
  deploy(name: string, request: DeploymentRequest, key: string): Promise<EnvironmentRecord>;
  /** Ends the deployment of this id, if it is under way. */
  cancel(record: EnvironmentRecord, deployment: string): Promise<void>;
  /** @throws Problem while there is nothing to put to sleep */
  sleep(record: EnvironmentRecord): Promise<void>;
  /** @throws Problem while there is nothing to wake */
  wake(record: EnvironmentRecord): Promise<void>;
  remove(record: EnvironmentRecord): Promise<void>;
}

/** Takes up what an earlier host has left, and goes on with what it was doing. */
export async function takeUpEnvironments(
  { file, directory, now }: WorkContext,
  work: EnvironmentWork,
): Promise<Environments> {
  const { state } = file;
  await takeUp();

  async function takeUp(): Promise<void> {
    await endProcesses(directory);
    const folder = join(directory, 'environments');
    await mkdir(folder, { recursive: true });
    await mkdir(join(directory, 'git-home'), { recursive: true });
    const known = new Set(Object.values(state.environments).map(({ id }) => id));
    for (const id of await readdir(folder)) {
      if (!known.has(id)) await rm(join(folder, id), { recursive: true, force: true });
    }
    for (const record of Object.values(state.environments)) goOn(record);
    await file.save();
  }

  function goOn(record: EnvironmentRecord): void {
    const { runs, deployment } = record;
    if (record.deleting) return work.remove(record);
    if (runs?.state === 'up' || runs?.state === 'starting') {
      Object.assign(runs, { state: 'starting', since: now() });
      work.start(record);
    }
    if (isUnderWay(deployment)) {
      Object.assign(deployment, { state: 'queued', startedAt: null, steps: [] });
      work.deploy(record);
    }
  }

  /** The environment of a call that was made before, undefined for a new key. */
  function findRepeated(name: string, digest: string, key: string): EnvironmentRecord | undefined {
    const used = state.keys[key];
    if (!used) return undefined;
    if (used.name !== name || used.request !== digest) throw refusals.keyReused();
    const record = state.environments[name];
    if (record?.id !== used.environment || record.deleting) throw refusals.keySpent(name);
    return record;
  }

  function setDeployment(name: string, request: DeploymentRequest): EnvironmentRecord {
    const deployment: EnvironmentRecord['deployment'] = {
      id: randomUUID(),
      request,
      state: 'queued',
      requestedAt: now(),
      startedAt: null,
      endedAt: null,
      steps: [],
      failure: null,
    };
    const record = state.environments[name];
    if (record) return Object.assign(record, { deployment });
    const [id, createdAt] = [randomUUID(), now()];
    return (state.environments[name] = {
      id,
      name,
      createdAt,
      deleting: false,
      runs: null,
      deployment,
    });
  }

  return {
    list: () =>
      Object.values(state.environments).sort(({ name: a }, { name: b }) => (a < b ? -1 : 1)),
    find: (name) => state.environments[name],
    async deploy(name, request, key) {
      const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex');
      const repeated = findRepeated(name, digest, key);
      if (repeated) return repeated;
      if (state.environments[name]?.deleting) throw refusals.deleting(name);
      const record = setDeployment(name, request);
      const { deployment } = record;
      const at = Date.parse(now());
      for (const [other, used] of Object.entries(state.keys)) {
        if (used.at < at - KEY_LIFE_MS) delete state.keys[other];
      }
      state.keys[key] = { name, environment: record.id, request: digest, at };
      // It begins once it is stored, so that what was answered survives a restart.
      await file.save();
      const isNewest = record.deployment === deployment && !record.deleting;
      if (isNewest && isUnderWay(deployment)) work.deploy(record);
      return record;
    },
    async cancel(record, id) {
      const { deployment } = record;
      if (deployment.id !== id || !isUnderWay(deployment)) return;
      Object.assign(deployment, { state: 'cancelled', endedAt: now() });
      for (const step of deployment.steps) {
        if (step.state === 'running') Object.assign(step, { state: 'cancelled', endedAt: now() });
      }
      work.cancel(record);
      await file.save();
    },
    async sleep(record) {
      const { runs, deployment } = record;
      if (isUnderWay(deployment)) throw refusals.deploymentRunning();
      if (!runs) throw refusals.nothingRuns();
      if (runs.state === 'asleep') return;
      Object.assign(runs, { state: 'asleep', since: now(), failure: null });
      work.halt(record);
      await file.save();
    },
    async wake(record) {
      const { runs } = record;
      if (!runs) throw refusals.nothingRuns();
      if (runs.state === 'up' || runs.state === 'starting') return;
      Object.assign(runs, { state: 'starting', since: now(), failure: null });
      await file.save();
      if (record.runs === runs && isStarting(record)) work.start(record);
    },
    async remove(record) {
      record.deleting = true;
      work.remove(record);
      await file.save();
    },
  };
}

function isStarting({ runs, deleting }: EnvironmentRecord): boolean {
  return runs?.state === 'starting' && !deleting;
}
