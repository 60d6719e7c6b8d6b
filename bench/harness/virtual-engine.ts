import type { Clock } from '../../local/clock';
import {
  CommandFailure,
  type StepProcess,
  type WorkspaceEngine,
} from '../../local/machine/workspace-engine';

/** How long each part of a deployment takes, in seconds of the bench's clock. */
interface WorkSeconds {
  clone: number;
  prepare: number;
  test: number;
}

/** An engine whose durations can be set. */
export interface VirtualEngine extends WorkspaceEngine {
  /** What takes how long from now on. */
  take(seconds: WorkSeconds): void;
}

const CI_FILE = [
  ...['prepare', 'test', 'run'].map(
    (stage) => `${stage}:\n  steps:\n    - name: ${stage}\n      command: ${stage}`,
  ),
  '',
].join('\n');

/**
 * Takes the place of folders, git and processes in the local Codesphere: clones and steps last as
 * long as told on the bench's clock, `run` listens at once, and the checkout script of the app moves
 * the checkout to the commit that it is given. `headOf` tells the commit that a branch points at.
 */
export function createVirtualEngine(
  clock: Clock,
  headOf: (branch: string) => string,
): VirtualEngine {
  const heads = new Map<number, string>();
  let seconds: WorkSeconds = { clone: 1, prepare: 1, test: 1 };
  const wait = (time: number) => new Promise<void>((done) => clock.after(time * 1000, done));
  const none = () => Promise.resolve();
  return {
    take: (next) => void (seconds = next),
    async create(workspace, source) {
      await wait(seconds.clone);
      heads.set(workspace, headOf(source?.branch ?? 'main'));
    },
    isThere: () => true,
    readFile: (_, path) => Promise.resolve(path === 'ci.yml' ? CI_FILE : undefined),
    startStep(_, { command }) {
      const lasts = command === 'prepare' || command === 'test' ? seconds[command] : undefined;
      return Promise.resolve(startProcess(clock, lasts));
    },
    execute(workspace, { env }) {
      const { PREVIEW_MODE: mode, PREVIEW_COMMIT: commit } = env;
      if (mode === 'start' && commit) heads.set(workspace, commit);
      const output = mode === 'ready' ? '' : `preview-checkout done ${commit}\n`;
      return Promise.resolve({ output, error: '', timedOut: false, workingDirectory: '' });
    },
    pull: none,
    head(workspace) {
      const head = heads.get(workspace);
      return head === undefined
        ? Promise.reject(new CommandFailure('There is no commit.'))
        : Promise.resolve(head);
    },
    endProcesses: none,
    remove: (workspace) => Promise.resolve(void heads.delete(workspace)),
    listProcesses: () => Promise.resolve([]),
    recover: none,
    stop: none,
  };
}

/** Ends with success after `seconds`; without them it is a server, which answers until it is ended. */
function startProcess(clock: Clock, seconds: number | undefined): StepProcess {
  let finish: (code: number | null) => void = () => undefined;
  const exited = new Promise<number | null>((done) => (finish = done));
  const cancel = seconds === undefined ? undefined : clock.after(seconds * 1000, () => finish(0));
  return {
    exited,
    end() {
      cancel?.();
      finish(null);
      return Promise.resolve();
    },
    visit: () =>
      Promise.resolve(seconds === undefined ? new Response('The shop is open.') : undefined),
  };
}
