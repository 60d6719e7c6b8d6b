import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import type { Behaviour } from './behaviour';
import type { Checkout } from './checkout';
import { compare, evaluate, PlanError } from './evaluate';
import { ENDED, stateOf, type RunRecord, type StackRecord } from './records';

export interface RunnerParts {
  clock: Clock;
  behaviour: Behaviour;
  checkoutOf: (stack: StackRecord) => Checkout;
  save: (stack: StackRecord) => void;
  /** Whether nothing goes on any more. */
  isStopped: () => boolean;
  /** Follows work that goes on by itself. */
  follow: (work: Promise<void>) => void;
}

/** Starts runs, and takes them from state to state. */
export interface Runner {
  start(
    stack: StackRecord,
    run: Pick<RunRecord, 'type' | 'commit' | 'branch' | 'triggeredBy'>,
  ): RunRecord;
  /** Takes one up that is not done, from its beginning. */
  takeUp(stack: StackRecord, run: RunRecord): void;
  /** Brings it to another state at once. */
  move(stack: StackRecord, run: RunRecord, state: string, note?: string): void;
}

/** The states of a plan, one after another. */
const PLAN = ['QUEUED', 'READY', 'PREPARING', 'INITIALIZING', 'PLANNING'];
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** With nothing under way. */
export function createRunner(parts: RunnerParts): Runner {
  const { clock, behaviour, checkoutOf, save, follow, isStopped } = parts;
  /** Which time each run is under way: one that is taken up anew leaves what it did before. */
  const turns = new Map<string, number>();
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
  const seconds = () => Math.floor(clock.now() / 1000);

  function move(stack: StackRecord, run: RunRecord, state: string, note = ''): void {
    const version = run.history.filter((one) => one.state === state).length + 1;
    run.history.unshift({ state, stateVersion: version, timestamp: seconds(), note });
    save(stack);
  }

  async function go(stack: StackRecord, run: RunRecord): Promise<void> {
    const turn = (turns.get(run.id) ?? 0) + 1;
    turns.set(run.id, turn);
    const isOver = () => isStopped() || turns.get(run.id) !== turn || ENDED.includes(stateOf(run));
    for (const state of PLAN) {
      if (isOver()) return;
      if (state !== 'QUEUED') move(stack, run, state);
      if (state === 'PLANNING') await plan(stack, run);
      do await wait(behaviour.stateMs);
      while (state === 'QUEUED' && behaviour.queued && !isOver());
    }
    if (!isOver()) finish(stack, run);
  }

  async function plan(stack: StackRecord, run: RunRecord): Promise<void> {
    const log = (text: string) => (run.logs.PLANNING = `${run.logs.PLANNING ?? ''}${text}`);
    log(`\u001b[1mPlanning ${stack.projectRoot} at ${run.commit.slice(0, 7)}\u001b[0m\n`);
    try {
      const checkout = checkoutOf(stack);
      if (!(await checkout.has(run.commit))) await checkout.fetch();
      const wanted = evaluate(await checkout.files(run.commit, stack.projectRoot));
      const { delta, words } = compare(stack.applied, wanted);
      run.planned = wanted;
      run.delta = delta;
      log(words);
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      log(`\u001b[31m${error.message}\u001b[0m\n`);
    }
  }

  function finish(stack: StackRecord, run: RunRecord): void {
    if (!run.planned || !run.delta) return move(stack, run, 'FAILED');
    if (behaviour.deny) return move(stack, run, 'FAILED', behaviour.deny);
    if (run.type === 'TRACKED') {
      const { addCount, changeCount, deleteCount } = run.delta;
      const isNothing = addCount + changeCount + deleteCount === 0;
      return move(stack, run, isNothing ? 'FINISHED' : 'UNCONFIRMED');
    }
    move(stack, run, behaviour.review ? 'PENDING_REVIEW' : 'FINISHED');
  }

  return {
    start(stack, wanted) {
      const run: RunRecord = {
        ...wanted,
        id: newId(clock.now()),
        stack: stack.id,
        createdAt: seconds(),
        history: [],
        logs: {},
        delta: null,
        planned: null,
      };
      stack.runs.push(run);
      move(stack, run, 'QUEUED');
      follow(go(stack, run));
      return run;
    },
    takeUp(stack, run) {
      run.history = [];
      run.logs = {};
      move(stack, run, 'QUEUED');
      follow(go(stack, run));
    },
    move,
  };
}

/** A ULID: its order is that of creation. */
function newId(now: number): string {
  let time = '';
  for (let rest = now; time.length < 10; rest = Math.floor(rest / 32)) {
    time = `${ALPHABET[rest % 32]}${time}`;
  }
  return time + [...randomBytes(16)].map((byte) => ALPHABET[byte % 32]).join('');
}
