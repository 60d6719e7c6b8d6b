import { randomUUID } from 'node:crypto';
import { parse } from 'yaml';
import * as v from 'valibot';
import type { Clock } from '../clock';
import {
  CommandFailure,
  type GitAccess,
  type StepProcess,
  type WorkspaceEngine,
} from '../machine/workspace-engine';
import type { EnvironmentRecord, ServiceRecord } from './records';

/** What runs environments: clones, services, logs, timeouts. */
export interface Machines {
  /** Brings an environment up, for the first time or again. What goes wrong is in its record. */
  start(one: EnvironmentRecord): Promise<void>;
  stop(one: EnvironmentRecord): Promise<void>;
  remove(one: EnvironmentRecord): Promise<void>;
  startService(one: EnvironmentRecord, service: ServiceRecord): Promise<void>;
  /** What was printed: by a service, or by the start of the environment. */
  logOf(one: EnvironmentRecord, service?: string): string;
  /** Leads a visitor to what listens at a port; undefined when nothing does. */
  visit(one: EnvironmentRecord, request: Request, port: number): Promise<Response | undefined>;
}

const AutomationsFile = v.strictObject({
  services: v.optional(
    v.record(
      v.string(),
      v.object({
        name: v.optional(v.string()),
        commands: v.object({ start: v.string() }),
        triggeredBy: v.optional(v.array(v.string()), []),
      }),
    ),
    {},
  ),
  tasks: v.optional(v.record(v.string(), v.unknown())),
});
const TRIGGERS = ['postDevcontainerStart', 'postEnvironmentStart'];
const DEFAULT_FILE = '.ona/automations.yaml';
const LONGEST_LOG = 200_000;

/** Runs nothing yet. */
export function createMachines(options: {
  engine: WorkspaceEngine;
  clock: Clock;
  accessOf: (url: string) => GitAccess | undefined;
  save: (one: EnvironmentRecord) => void;
  /** Follows work that nobody waits for. */
  follow: (work: Promise<void>) => void;
}): Machines {
  const { engine, clock, accessOf, save, follow } = options;
  const processes = new Map<string, StepProcess>();
  const logs = new Map<string, string>();
  const timeouts = new Map<string, () => void>();

  function print(key: string, text: string): void {
    logs.set(key, ((logs.get(key) ?? '') + text).slice(-LONGEST_LOG));
  }

  function change(one: EnvironmentRecord, changes: Partial<EnvironmentRecord>): void {
    // What is being deleted stays so, whatever comes to its end meanwhile.
    const isGoing = one.phase === 'DELETING' || one.phase === 'STOPPING';
    const { phase, ...rest } = changes;
    Object.assign(one, rest, isGoing && phase !== 'STOPPED' ? {} : { phase: phase ?? one.phase });
    save(one);
  }

  async function clone(one: EnvironmentRecord): Promise<void> {
    change(one, { content: 'INITIALIZING' });
    const access = accessOf(one.remoteUri);
    if (!access) throw new CommandFailure('Repository not found or no access to it');
    await engine.create(one.checkout, { url: access.url }, access);
    const { error } = (await engine.execute(one.checkout, {
      command: `git checkout --quiet --detach ${one.commit}`,
      workingDirectory: undefined,
      env: {},
      timeoutMs: 60_000,
    })) as { error: string };
    const head = await engine.head(one.checkout);
    if (head !== one.commit) throw new CommandFailure(error.trim() || 'commit not found');
  }

  /** A folder `.devcontainer` with a file `fail` stands for a dev container that cannot be built. */
  async function buildDevContainer(one: EnvironmentRecord): Promise<void> {
    const broken = await engine.readFile(one.checkout, '.devcontainer/fail');
    if (broken !== undefined) throw new CommandFailure(broken.trim() || 'exit code 1');
  }

  async function readAutomations(one: EnvironmentRecord): Promise<void> {
    const path = one.automationsPath || DEFAULT_FILE;
    const text = await engine.readFile(one.checkout, path);
    if (text === undefined) return change(one, { automations: 'ABSENT' });
    const automations = one.automationsPath ? 'SPECIFIED' : 'DISCOVERED';
    const parsed = v.safeParse(AutomationsFile, tryParse(text));
    if (!parsed.success) {
      const failures = { ...one.failures, automationsFile: parsed.issues[0].message };
      return change(one, { automations, failures });
    }
    const services = Object.entries(parsed.output.services).map(
      ([reference, { name, commands, triggeredBy }]): ServiceRecord => ({
        id: randomUUID(),
        reference,
        name: name ?? reference,
        start: commands.start,
        env: {},
        starts: triggeredBy.some((trigger) => TRIGGERS.includes(trigger)),
        phase: 'STOPPED',
        failure: '',
      }),
    );
    change(one, { automations, services });
  }

  async function startService(one: EnvironmentRecord, service: ServiceRecord): Promise<void> {
    if (service.phase === 'RUNNING') return;
    Object.assign(service, { phase: 'RUNNING', failure: '' });
    save(one);
    const process = await engine.startStep(one.checkout, {
      command: service.start,
      env: service.env,
      onOutput: (_, text) => print(service.id, text),
    });
    processes.set(service.id, process);
    void process.exited.then((code) => {
      if (processes.get(service.id) !== process) return;
      processes.delete(service.id);
      const failure = code === 0 ? '' : `exit code ${code ?? 'of a signal'}`;
      Object.assign(service, { phase: code === 0 ? 'STOPPED' : 'FAILED', failure });
      save(one);
    });
  }

  async function halt(one: EnvironmentRecord): Promise<void> {
    timeouts.get(one.id)?.();
    timeouts.delete(one.id);
    for (const service of one.services) {
      processes.delete(service.id);
      service.phase = 'STOPPED';
    }
    await engine.endProcesses(one.checkout);
  }

  function setTimeout(one: EnvironmentRecord): void {
    if (one.timeoutSeconds === 0) return;
    const stopIt = () => {
      one.timedOut = true;
      follow(machines.stop(one));
    };
    timeouts.set(one.id, clock.after(one.timeoutSeconds * 1000, stopIt));
  }

  const machines: Machines = {
    async start(one) {
      const isFirst = one.content !== 'READY' || !engine.isThere(one.checkout);
      change(one, {
        ...{ phase: 'STARTING', machine: 'RUNNING', devcontainer: 'CREATING', timedOut: false },
        lastStartedAt: clock.now(),
      });
      try {
        if (isFirst) await clone(one);
        change(one, { content: 'READY' });
      } catch (error) {
        const failures = { ...one.failures, content: (error as Error).message };
        return change(one, { content: 'FAILED', failures });
      }
      try {
        print(one.id, 'Building the dev container\n');
        await buildDevContainer(one);
        change(one, { devcontainer: 'RUNNING' });
      } catch (error) {
        const failures = { ...one.failures, devcontainer: (error as Error).message };
        return change(one, { devcontainer: 'FAILED', failures });
      }
      if (isFirst) await readAutomations(one);
      if (one.phase !== 'STARTING') return;
      change(one, { phase: 'RUNNING' });
      setTimeout(one);
      for (const service of one.services) if (service.starts) await startService(one, service);
    },
    async stop(one) {
      change(one, { phase: 'STOPPING' });
      await halt(one);
      change(one, { phase: 'STOPPED', machine: 'STOPPED', devcontainer: 'STOPPED' });
    },
    async remove(one) {
      change(one, { phase: 'DELETING' });
      await halt(one);
      await engine.remove(one.checkout);
    },
    startService,
    logOf: (one, service) => logs.get(service ?? one.id) ?? '',
    async visit(one, request, port) {
      const { pathname, search } = new URL(request.url);
      for (const { id } of one.services) {
        const answer = await processes.get(id)?.visit(request, pathname + search, port);
        if (answer) return answer;
      }
      return undefined;
    },
  };
  return machines;
}

function tryParse(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    return (error as Error).message;
  }
}
