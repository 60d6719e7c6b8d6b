import type { Clock } from '../../local/clock';
import {
  CommandFailure,
  type StepProcess,
  type WorkspaceEngine,
} from '../../local/machine/workspace-engine';

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
 * was fetched with its branch, by a pull or by itself.
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

  /** Fetches the branch; answers its tip. */
  function fetch(checkout: Checkout, branch: string): string {
    if (gitHost.isDown()) throw new CommandFailure(UNREACHABLE);
    const tip = gitHost.findTip(checkout.url ?? '', branch);
    if (!tip) throw new CommandFailure("fatal: couldn't find remote ref");
    checkout.fetched.push(tip);
    return tip;
  }

  /** What the app's checkout script prints at its end. */
  function checkOut(checkout: Checkout, branch: string, commit: string): string {
    const isPresent = () => checkout.fetched.some((one) => gitHost.leadsTo(commit, one));
    try {
      if (!isPresent()) fetch(checkout, branch);
    } catch (error) {
      return `${(error as Error).message}\npreview-checkout failed ${commit}\n`;
    }
    if (isPresent()) checkout.head = commit;
    return `preview-checkout ${isPresent() ? 'done' : 'failed'} ${commit}\n`;
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
      const { PREVIEW_MODE: mode, PREVIEW_URL: url } = env;
      const { PREVIEW_BRANCH: branch, PREVIEW_COMMIT: commit } = env;
      if (!checkout || !branch || !commit) throw new CommandFailure('There is no such folder.');
      if (mode === 'ready') {
        checkout.url = url;
        return Promise.resolve(nothing);
      }
      if (mode === 'start') checkout.output = checkOut(checkout, branch, commit);
      const output = checkout.output.includes(commit) ? checkout.output : '';
      return Promise.resolve({ ...nothing, output });
    },
    async pull(workspace, { branch }) {
      const checkout = checkouts.get(workspace);
      if (!checkout || !branch) throw new CommandFailure('There is no such folder.');
      await none();
      const tip = fetch(checkout, branch);
      if (checkout.head && !gitHost.leadsTo(checkout.head, tip)) {
        throw new CommandFailure('fatal: Need to specify how to reconcile divergent branches.');
      }
      checkout.head = tip;
    },
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
