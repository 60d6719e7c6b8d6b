import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { leasePort } from './lease-port';
import { endProcesses, isOf, type MarkedProcess, STEP_MARKER } from './process-table';
import { proxyRequest } from './proxy-request';
import { findReachablePort } from './reachable-port';
import { BASH, spawnInGroup } from './run-command';
import type { StepCommand, StepProcess } from './workspace-engine';
import { processEnvironment, type WorkspaceFolder } from './workspace-folder';

/** How long output may still come after the command has ended; what it left behind may hold it open. */
const DRAIN_MS = 250;

/**
 * Starts a step of a pipeline with bash. All workspaces share this machine's ports, where on
 * a provider each has its own: so each step is given a free one in `PORT`, which counts as the port that
 * visitors are led to. A step's processes carry a marker, for one may leave the group.
 */
export async function startStep(folder: WorkspaceFolder, step: StepCommand): Promise<StepProcess> {
  const { port, release } = await leasePort();
  const marker = randomUUID();
  const env = {
    ...processEnvironment(folder, { ...step.env, PORT: String(port) }),
    [STEP_MARKER]: marker,
  };
  const started = spawnInGroup(BASH, ['-c', step.command], { cwd: folder.app, env });
  const child = await started.catch((error: unknown) => {
    release();
    throw error;
  });
  child.once('exit', release);
  child.stdout?.on('data', (text: string) => step.onOutput('stdout', text));
  child.stderr?.on('data', (text: string) => step.onOutput('stderr', text));
  const isOfWorkspace = isOf(folder.home);
  const isOfStep = (one: MarkedProcess) =>
    isOfWorkspace(one) && (one.step === marker || one.group === child.pid);
  let known: number | undefined;
  return {
    exited: waitForEnd(child),
    end: () => endProcesses(isOfStep),
    async visit(request, path, wanted) {
      // A body can be sent once only, so a port that no longer answers is not tried again.
      const open = known ?? (await findReachablePort(isOfStep, [port, wanted]));
      const response = open === undefined ? undefined : await proxyRequest(request, open, path);
      known = response && open;
      return response;
    },
  };
}

async function waitForEnd(child: ChildProcess): Promise<number | null> {
  const closed = once(child, 'close');
  const [code] = (await once(child, 'exit')) as [number | null];
  await Promise.race([closed, sleep(DRAIN_MS)]);
  return code;
}
