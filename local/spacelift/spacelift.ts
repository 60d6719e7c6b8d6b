import { mkdir } from 'node:fs/promises';
import * as v from 'valibot';
import type { Clock } from '../clock';
import type { GitAccess } from '../machine/workspace-engine';
import type { StateStore } from '../state-store';
import { createApi } from './api';
import { Behaviour, normalBehaviour } from './behaviour';
import { createCheckout, type Checkout } from './checkout';
import { evaluate } from './evaluate';
import { showPage } from './page';
import { hearPush } from './push-policy';
import { ENDED, stateOf, type StackRecord } from './records';
import { createRunner } from './runner';

/**
 * A stand-in for Spacelift that plans the infrastructure files of repositories: it reads each commit with git,
 * and compares what the files declare with what was applied. It starts when it is first needed.
 */
export interface LocalSpacelift {
  /** Whether a request is one of its API or pages, below `/spacelift`. */
  isFor(request: Request): boolean;
  handle(request: Request): Promise<Response>;
  /** Bitbucket tells of a push, unless nobody has asked for anything yet. */
  hear(): void;
  /** The switches. */
  behaviour: Behaviour;
  /** Changes switches; what is none is an error. */
  behave(changes: unknown): void;
  /** Resolves when no push is being looked at. */
  settled(): Promise<void>;
  /** It cannot be used afterwards. */
  stop(): Promise<void>;
}

export interface SpaceliftOptions {
  store: StateStore;
  clock: Clock;
  /** Where it keeps what it fetched. */
  directory: string;
  /** `<workspace>/<slug>` of the repositories; asked when needed. Each has two stacks. */
  repositories: () => string[];
  /** What opens a repository. */
  accessOf: (repository: string) => GitAccess;
}

/** The stacks that each repository has: one for each of these folders, in a space of its name. */
const FOLDERS = ['web', 'data'];

/** Starts nothing yet. */
export function createSpacelift(options: SpaceliftOptions): LocalSpacelift {
  const { clock, store, directory, accessOf } = options;
  const behaviour = normalBehaviour();
  const heard = new Map<string, Promise<void>>();
  const working = new Set<Promise<void>>();
  let isStopped = false;
  let starting: ReturnType<typeof start> | undefined;
  const take = () => (starting ??= start());

  async function start() {
    await mkdir(directory, { recursive: true });
    const table = store.table<StackRecord>('spacelift.stacks');
    const known = new Map(table.entries());
    const checkouts = new Map<string, Checkout>();
    // A failed write is told to whoever holds the store.
    const save = (one: StackRecord) =>
      void (isStopped || store.write([table.put(one.id, one)]).catch(() => undefined));
    const follow = (work: Promise<void>) => {
      const guarded = work.catch((error: unknown) => {
        if (!isStopped) console.error('Spacelift:', error);
      });
      working.add(guarded);
      void guarded.finally(() => working.delete(guarded));
    };
    const checkoutOf = ({ fullName }: StackRecord) => {
      const found =
        checkouts.get(fullName) ?? createCheckout(directory, fullName, () => accessOf(fullName));
      checkouts.set(fullName, found);
      return found;
    };
    const runner = createRunner({
      ...{ clock, behaviour, checkoutOf, save, follow },
      isStopped: () => isStopped,
    });

    function stacks(): StackRecord[] {
      const all = options.repositories().flatMap((fullName) =>
        FOLDERS.map((folder) => {
          const id = `${fullName.replace('/', '-')}-${folder}`;
          const one = known.get(id) ?? newStack(id, fullName, folder);
          known.set(id, one);
          return one;
        }),
      );
      return all;
    }

    /** One push after another, so that a later one sees what an earlier one did. */
    function hear(stack: StackRecord): Promise<void> {
      const before = heard.get(stack.id) ?? begin(stack, checkoutOf(stack));
      const next = before
        .then(async () => {
          if (behaviour.plansPushes && !isStopped) await hearPush(stack, checkoutOf(stack), runner);
          save(stack);
        })
        .catch((error: unknown) => {
          if (!isStopped) console.error('Spacelift cannot fetch:', error);
        });
      heard.set(stack.id, next);
      return next;
    }

    /** What is on the branch of the stack when it is first looked at counts as applied. */
    async function begin(stack: StackRecord, checkout: Checkout): Promise<void> {
      if (Object.keys(stack.heads).length > 0) return;
      const head = (await checkout.fetch())[stack.branch];
      if (!head) return;
      stack.heads = { [stack.branch]: head };
      stack.applied = evaluate(await checkout.files(head, stack.projectRoot));
    }

    for (const stack of known.values()) {
      const left = stack.runs.filter((run) => !ENDED.includes(stateOf(run)));
      const isWaiting = (state: string) => ['PENDING_REVIEW', 'UNCONFIRMED'].includes(state);
      for (const run of left.filter((one) => !isWaiting(stateOf(one)))) runner.takeUp(stack, run);
    }
    const isHeard = (stack: StackRecord) => heard.get(stack.id) ?? hear(stack);
    const api = createApi({
      ...{ clock, behaviour, stacks, checkoutOf, runner },
      heard: isHeard,
    });
    const hearAll = () => {
      // One that nobody asked about is looked at when somebody does.
      for (const stack of stacks()) if (heard.has(stack.id)) void hear(stack);
    };
    return { api, stacks, hearAll };
  }

  return {
    isFor: ({ url }) => new URL(url).pathname.startsWith('/spacelift/'),
    async handle(request) {
      const { api, stacks } = await take();
      const { pathname } = new URL(request.url);
      return pathname === '/spacelift/graphql' ? api(request) : showPage(pathname, stacks());
    },
    hear() {
      void starting?.then(({ hearAll }) => hearAll());
    },
    behaviour,
    behave(changes) {
      Object.assign(behaviour, v.parse(v.partial(Behaviour), changes));
    },
    async settled() {
      await starting;
      await Promise.all(heard.values());
    },
    async stop() {
      isStopped = true;
      await starting?.catch(() => undefined);
      await Promise.all(heard.values());
    },
  };
}

function newStack(id: string, fullName: string, folder: string): StackRecord {
  const name = `${fullName.split('/')[1] ?? ''} ${folder}`;
  const space = folder.charAt(0).toUpperCase() + folder.slice(1);
  return {
    ...{ id, name, space, fullName, projectRoot: folder, branch: 'main' },
    heads: {},
    applied: {},
    runs: [],
  };
}
