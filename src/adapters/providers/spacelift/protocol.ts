import * as v from 'valibot';

/** What is read of Spacelift's answers. Only what cannot be done without has to be there. */

const Text = v.nullish(v.string(), '');
const Flag = v.nullish(v.boolean(), false);
const Count = v.nullish(v.number(), 0);

/** Milliseconds since the epoch; Spacelift tells seconds. */
const Time = v.pipe(
  v.number(),
  v.transform((seconds) => seconds * 1000),
);

/** Every answer: what was asked for, and what went wrong. The status says nothing of either. */
export const Answer = v.object({
  data: v.nullish(v.unknown()),
  errors: v.nullish(v.array(v.object({ message: Text })), []),
});

/** What a read tells first: nobody, when the token is not taken any more. */
export const Viewed = v.object({ viewer: v.nullish(v.object({ id: Text })) });

/** What a key is exchanged for. */
export const Login = v.object({
  apiKeyUser: v.nullish(v.object({ jwt: v.pipe(v.string(), v.minLength(1)), validUntil: Time })),
});

/** What a run would do. */
const Delta = v.object({
  addCount: Count,
  changeCount: Count,
  deleteCount: Count,
  importCount: Count,
  moveCount: Count,
  forgetCount: Count,
});
export type Delta = v.InferOutput<typeof Delta>;

const RunId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));

/** A run in a list. Its state is one of an open set. */
export const ListedRun = v.object({
  id: RunId,
  state: v.string(),
  finished: Flag,
  branch: Text,
  createdAt: Time,
  updatedAt: v.nullish(Time),
  triggeredBy: Text,
  canRetry: Flag,
  commit: v.object({ hash: v.string() }),
  delta: v.nullish(Delta),
});
export type ListedRun = v.InferOutput<typeof ListedRun>;

/** A stack, as far as it says whether it can run a commit of the repository. */
export const Stack = v.object({
  id: v.string(),
  name: Text,
  spaceDetails: v.nullish(v.object({ name: Text })),
  namespace: Text,
  repository: Text,
  branch: Text,
  projectRoot: Text,
  provider: Text,
});
export type Stack = v.InferOutput<typeof Stack>;

export const StackPage = v.object({
  searchStacks: v.object({
    edges: v.array(v.object({ node: Stack })),
    pageInfo: v.object({ endCursor: Text, hasNextPage: Flag }),
  }),
});

/** What a stack says of itself, with a page of its proposed runs, newest first. */
export const StackRuns = v.object({
  stack: v.nullish(
    v.object({
      name: Text,
      repository: Text,
      provider: Text,
      vcsDetached: Flag,
      isDisabled: Flag,
      lockedBy: Text,
      lockNote: Text,
      proposedRuns: v.array(ListedRun),
    }),
  ),
});
export type StackState = Omit<
  NonNullable<v.InferOutput<typeof StackRuns>['stack']>,
  'proposedRuns'
>;

/** A state that a run was in. */
const StateEntry = v.object({
  state: v.string(),
  stateVersion: v.nullish(v.number()),
  hasLogs: Flag,
  note: Text,
});
export type StateEntry = v.InferOutput<typeof StateEntry>;

/** How a run came to where it is, newest first. */
export const RunHistory = v.object({
  stack: v.nullish(v.object({ run: v.nullish(v.object({ history: v.array(StateEntry) })) })),
});

/** A page of what one state of a run printed. */
export const LogPage = v.object({
  stack: v.nullish(
    v.object({
      run: v.nullish(
        v.object({
          logs: v.nullish(
            v.object({
              expired: Flag,
              hasMore: Flag,
              nextToken: v.nullish(v.string()),
              messages: v.nullish(v.array(v.object({ message: Text })), []),
            }),
          ),
        }),
      ),
    }),
  ),
});
