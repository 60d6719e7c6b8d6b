import { randomInt } from 'node:crypto';
import type { Clock } from '../clock';
import type { GitAccess, StepProcess, WorkspaceEngine } from '../machine/workspace-engine';
import { ActivityFailure } from './activity-queue';
import { CONFIG_PATH, parseAppConfig, type AppConfig } from './app-config';
import type { ActivityRecord, EnvironmentRecord, ProjectRecord } from './records';

/** Builds and starts environments on this machine. */
export interface Deployer {
  /** Builds the branch's newest commit and has it take the place of what runs. */
  deploy(project: ProjectRecord, one: EnvironmentRecord, activity: ActivityRecord): Promise<void>;
  /** Starts what was built again, as after a pause; false when nothing was. */
  start(project: ProjectRecord, one: EnvironmentRecord): Promise<boolean>;
  /** Ends what runs, and keeps it. */
  halt(one: EnvironmentRecord): Promise<void>;
  /** Ends what runs and deletes it. */
  clear(one: EnvironmentRecord): Promise<void>;
  /** Ends the commands of an activity. */
  cancel: (activity: ActivityRecord) => void;
  /** The app's answer; undefined when none listens. */
  visit(one: EnvironmentRecord, request: Request): Promise<Response | undefined>;
}

/** What the machine does is the engine's; `accessOf` opens the repository of a project. */
export function createDeployer(options: {
  engine: WorkspaceEngine;
  clock: Clock;
  accessOf: (project: ProjectRecord) => GitAccess;
}): Deployer {
  const { engine, clock, accessOf } = options;
  /** By the number of the checkout. */
  const apps = new Map<number, StepProcess>();
  const building = new Map<string, number>();

  function print(activity: ActivityRecord, message: string): void {
    activity.log.push({ at: clock.now(), message });
  }

  async function checkOut(
    project: ProjectRecord,
    one: EnvironmentRecord,
    checkout: number,
  ): Promise<void> {
    const access = accessOf(project);
    await engine.create(checkout, { url: access.url, branch: one.id }, access);
    const { code } = (await engine.execute(checkout, {
      command: `git checkout --quiet --detach ${one.head}`,
      workingDirectory: undefined,
      env: {},
      timeoutMs: 60_000,
    })) as { code?: number | null };
    if (code) throw new ActivityFailure('error', `${one.head} is not in the branch.`);
  }

  /** Runs a hook to its end, and answers its exit code. */
  async function runHook(
    activity: ActivityRecord,
    checkout: number,
    hook: { app: string; type: string; command: string },
    env: Record<string, string>,
  ): Promise<number> {
    print(activity, `Executing ${hook.type} hook...\n`);
    const process = await engine.startStep(checkout, {
      command: hook.command,
      env,
      onOutput: (_, text) => print(activity, text),
    });
    const code = (await process.exited) ?? 143;
    activity.commands.push({ app: hook.app, type: hook.type, exit_code: code });
    return code;
  }

  async function launch(
    checkout: number,
    command: string,
    env: Record<string, string>,
  ): Promise<void> {
    apps.set(
      checkout,
      await engine.startStep(checkout, { command, env, onOutput: () => undefined }),
    );
  }

  async function build(
    activity: ActivityRecord,
    one: EnvironmentRecord,
    checkout: number,
  ): Promise<AppConfig> {
    const config = parseAppConfig(await engine.readFile(checkout, CONFIG_PATH));
    if ('problem' in config) throw new ActivityFailure('shell', config.problem);
    const { name: app, build: command } = config;
    if (command === undefined) return config;
    const code = await runHook(
      activity,
      checkout,
      { app, type: 'build', command },
      envOf(one, 'build'),
    );
    if (code !== 0) throw new ActivityFailure('shell', `The build hook failed with status ${code}`);
    return config;
  }

  return {
    async deploy(project, one, activity) {
      const checkout = randomInt(1, 2 ** 31);
      building.set(activity.id, checkout);
      const { head } = one;
      try {
        print(activity, `Building application (commit ${head})\n`);
        await checkOut(project, one, checkout);
        activity.percent = 30;
        const config = await build(activity, one, checkout);
        if (activity.state !== 'in_progress') throw new ActivityFailure('error', 'Cancelled');
        activity.percent = 70;
        const before = one.running;
        await launch(checkout, config.start, envOf(one, 'runtime'));
        one.running = { checkout, command: config.start, commit: head };
        if (before) await remove(before.checkout);
        const { name: app, deploy: command } = config;
        if (command) {
          await runHook(
            activity,
            checkout,
            { app, type: 'deploy', command },
            envOf(one, 'runtime'),
          );
        }
        print(activity, 'Opening environment\n');
      } catch (error) {
        await remove(checkout);
        throw error;
      } finally {
        building.delete(activity.id);
      }
    },
    async start(_project, one) {
      const { running } = one;
      if (!running || !engine.isThere(running.checkout)) return false;
      await engine.endProcesses(running.checkout);
      await launch(running.checkout, running.command, envOf(one, 'runtime'));
      return true;
    },
    async halt({ running }) {
      if (running) await engine.endProcesses(running.checkout);
    },
    async clear(one) {
      if (one.running) await remove(one.running.checkout);
      delete one.running;
    },
    cancel({ id }) {
      const checkout = building.get(id);
      if (checkout !== undefined) void engine.endProcesses(checkout);
    },
    async visit({ running }, request) {
      const { pathname, search } = new URL(request.url);
      return running && apps.get(running.checkout)?.visit(request, pathname + search, 0);
    },
  };

  async function remove(checkout: number): Promise<void> {
    apps.delete(checkout);
    await engine.remove(checkout);
  }
}

/** What a command sees: variables with the prefix that makes them one, and what Upsun says of the environment. */
function envOf(one: EnvironmentRecord, phase: 'build' | 'runtime'): Record<string, string> {
  const visible = one.variables.filter(
    (it) => it.is_enabled && it.name.startsWith('env:') && it[`visible_${phase}`],
  );
  return {
    PLATFORM_BRANCH: one.id,
    ...Object.fromEntries(visible.map(({ name, value }) => [name.slice('env:'.length), value])),
  };
}
