import type { Clock } from '../../local/clock';
import {
  CommandFailure,
  type StepProcess,
  type WorkspaceEngine,
} from '../../local/codesphere/workspace-engine';

/** The git host as an environment sees it: what a branch points at, and what comes along with it. */
export interface GitHost {
  /** The tip of a branch of the repository that is cloned from `url`; undefined when there is none. */
  findTip(url: string, branch: string): string | undefined;
  leadsTo(ancestor: string, descendant: string): boolean;
  /** Whether a commit cannot be built. */
  isBroken(commit: string): boolean;
  /** Whether it cannot be reached now, so that nothing can be cloned or fetched. */
  isDown(): boolean;
}

/** An engine whose checkouts can be seen. */
export interface MemoryEngine extends WorkspaceEngine {
  /** The commit that a workspace has checked out. */
  headOf(workspace: number): string | undefined;
  /** What runs in a workspace ends by itself, with exit code 1. */
  crash(workspace: number): void;
}

/** How long each part of a deployment takes, in seconds. */
const WORK_SECONDS = { clone: 3, prepare: 8, test: 4 };

const CI_FILE = ['prepare', 'test', 'run']
  .map((stage) => `${stage}:\n  steps:\n    - name: ${stage}\n      command: ${stage}\n`)
  .join('');

/** As git says it. */
const UNREACHABLE =
  "fatal: unable to access 'https://bitbucket.org/': Could not resolve host: bitbucket.org";

interface Checkout {
  url: string | undefined;
  head: string | undefined;
  /** Tips that were fetched: everything that leads to one of them can be checked out. */
  fetched: string[];
  output: string;
  /** Ends what is under way. */
  end: (() => void) | undefined;
}

/**
 * Takes the place of folders, git and processes in the local Codesphere: work lasts as long as
 * `WORK_SECONDS` says, `prepare` fails for a commit that is broken, `run` listens at once, and the app's checkout script succeeds when the commit
 * was fetched with its branch.
 */
export function createMemoryEngine(clock: Clock, gitHost: GitHost): MemoryEngine {
  const checkouts = new Map<number, Checkout>();
  const servers = new Map<number, StepProcess & { crash(): void }>();
  const none = () => Promise.resolve();

  function lasting(checkout: Checkout, seconds: number): Promise<void> {
    return new Promise((done) => {
      const cancel = clock.after(seconds * 1000, done);
      checkout.end = () => {
        cancel();
        done();
      };
    });
  }

  function checkOut(checkout: Checkout, branch: string, commit: string): void {
    if (gitHost.isDown()) {
      checkout.output = `${UNREACHABLE}\npreview-checkout failed ${commit}\n`;
      return;
    }
    const tip = gitHost.findTip(checkout.url ?? '', branch);
    if (tip) checkout.fetched.push(tip);
    const present = checkout.fetched.some((one) => gitHost.leadsTo(commit, one));
    if (tip && present) checkout.head = commit;
    checkout.output = tip && present ? '' : `preview-checkout failed ${commit}\n`;
  }

  return {
    headOf: (workspace) => checkouts.get(workspace)?.head,
    crash: (workspace) => servers.get(workspace)?.crash(),
    async create(workspace, source) {
      const checkout: Checkout = {
        ...{ url: source?.url, head: undefined, fetched: [], output: '', end: undefined },
      };
      checkouts.set(workspace, checkout);
      await lasting(checkout, WORK_SECONDS.clone);
      if (gitHost.isDown()) throw new CommandFailure(UNREACHABLE);
      const tip = source && gitHost.findTip(source.url, source.branch ?? 'main');
      if (!tip) throw new CommandFailure('Remote branch not found.');
      checkout.head = tip;
      checkout.fetched.push(tip);
    },
    isThere: () => true,
    setGitAccess: none,
    readFile: (_, path) => Promise.resolve(path === 'ci.yml' ? CI_FILE : undefined),
    startStep(workspace, { command }) {
      const lasts = command === 'prepare' || command === 'test' ? WORK_SECONDS[command] : undefined;
      const fails = command === 'prepare' && gitHost.isBroken(checkouts.get(workspace)?.head ?? '');
      const process = startProcess(clock, lasts, fails ? 1 : 0);
      if (lasts === undefined) servers.set(workspace, process);
      return Promise.resolve(process);
    },
    execute(workspace, { env }) {
      const checkout = checkouts.get(workspace);
      const nothing = { output: '', error: '', timedOut: false, workingDirectory: '' };
      if (env.PREVIEW_FILE) return Promise.resolve({ ...nothing, output: `${CI_FILE}\nread` });
      const { PREVIEW_MODE: mode, PREVIEW_BRANCH: branch, PREVIEW_COMMIT: commit } = env;
      if (!checkout || !branch || !commit) throw new CommandFailure('There is no such folder.');
      if (mode === 'start' || !checkout.output.includes(commit)) checkOut(checkout, branch, commit);
      return Promise.resolve({ ...nothing, output: checkout.output });
    },
    pull: none,
    head(workspace) {
      const head = checkouts.get(workspace)?.head;
      return head === undefined
        ? Promise.reject(new CommandFailure('There is no commit.'))
        : Promise.resolve(head);
    },
    endProcesses: (workspace) => Promise.resolve(checkouts.get(workspace)?.end?.()),
    remove: (workspace) => Promise.resolve(void checkouts.delete(workspace)),
    listProcesses: () => Promise.resolve([]),
    recover: none,
    stop: none,
  };
}

/** Ends with `code` after `seconds`; without them it is a server, which answers until it is ended. */
function startProcess(
  clock: Clock,
  seconds: number | undefined,
  code: number,
): StepProcess & { crash(): void } {
  let finish: (code: number | null) => void = () => undefined;
  let running = true;
  const exited = new Promise<number | null>((done) => (finish = done));
  const cancel =
    seconds === undefined ? undefined : clock.after(seconds * 1000, () => finish(code));
  const end = (how: number | null) => {
    running = false;
    cancel?.();
    finish(how);
  };
  return {
    exited,
    crash: () => end(1),
    end: () => Promise.resolve(end(null)),
    visit: () =>
      Promise.resolve(
        seconds === undefined && running ? new Response('The shop is open.') : undefined,
      ),
  };
}
