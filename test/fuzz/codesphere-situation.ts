import fc from 'fast-check';
import { exampleSpec } from '../adapters/providers/codesphere/example-spec';
import { COMMIT, ENVIRONMENT } from '../domain/preview-fixture';
import type { Asked } from './app-in-process';
import { goodAnswer } from './scripted-answers';
import { VALUE, writeJson } from './trouble';

/** When it is; stages and environments began before. */
export const NOW = Date.parse('2026-09-01T12:00:00.000Z');
const OTHER_COMMIT = 'b'.repeat(40);
const FAILED_CHECKOUT = `preview-checkout failed ${COMMIT}`;

const states = (...all: string[]) => all.map((state) => ({ state }));
const own = { server: 'codesphere-ide' };
const web = { server: `web-${VALUE}`, replica: 'web-1' };

/** What Codesphere may truthfully tell of a stage, an entry for each server. */
const STAGES = [
  [],
  [{ ...own, state: 'success', steps: states('success') }],
  [{ ...own, state: 'waiting', steps: [] }],
  [{ ...own, state: 'running', steps: states('success', 'running', 'waiting') }],
  [{ ...own, state: 'failure', steps: states('success', 'failure', 'waiting') }],
  [{ ...own, state: 'aborted', steps: [], startedAt: '2026-09-01T09:00:00.000Z' }],
  [
    { ...own, state: 'waiting', steps: [] },
    { ...web, state: 'failure', steps: states('failure') },
  ],
  [
    { ...own, state: 'success', steps: [] },
    { ...web, state: 'running', steps: states('success', 'waiting') },
  ],
];

const LOGS = [
  ['one line', `A is ${VALUE}`],
  ['pieces of ', `out\u001b[1mput ${VALUE.slice(0, 9)}`, `${VALUE.slice(9)}\nnpm notice\n`],
  ['x'.repeat(70_000), VALUE, '\n'],
];

const CHECKOUTS = [
  '',
  `fatal: couldn't find remote ref\n${FAILED_CHECKOUT}`,
  `remote: Authentication failed for A=${VALUE}\n${FAILED_CHECKOUT}\n`,
  `error: connection reset\nhook: ${VALUE}\n${FAILED_CHECKOUT}\n`,
  // What the look at ci.yml prints.
  'missing',
  `run: {} ${VALUE}\nread`,
];

const MINUTE = 60_000;

/** Codesphere and a deployment at some moment, nothing of it damaged. */
export const situation = fc.record({
  stage: fc.constantFrom(...STAGES),
  log: fc.constantFrom(...LOGS),
  checkout: fc.constantFrom(...CHECKOUTS),
  head: fc.constantFrom(COMMIT, COMMIT, OTHER_COMMIT, OTHER_COMMIT, ''),
  isRunning: fc.boolean(),
  createdAt: fc.constantFrom('2026-08-01T12:00:00.000Z', '2026-09-01T11:57:00.000Z'),
  /** The list of its team has the environment. */
  isListed: fc.boolean(),
  hasAddress: fc.boolean(),
  pageStatus: fc.constantFrom(200, 502, 502),
  waitedMs: fc.constantFrom(0, 20_000, 3 * MINUTE, 40 * MINUTE, 40 * MINUTE),
  spec: fc
    .record({
      fresh: fc.boolean(),
      restarts: fc.constantFrom(0, 2),
      stopOnTestFailure: fc.boolean(),
      visibility: fc.constantFrom('public' as const, 'restricted' as const),
      profile: fc.constantFrom('ci', undefined),
      run: fc.constantFrom(true, true, true, false),
      variables: fc.subarray([{ name: 'B', value: 'a-newer-value' }]),
    })
    .map(({ profile, run, variables, ...rest }) =>
      exampleSpec({
        ...rest,
        ...(profile === undefined ? {} : { profile }),
        commit: COMMIT,
        stages: { prepare: true, test: true, run },
        variables: [{ name: 'A', value: VALUE }, ...variables],
      }),
    ),
});

/** What `situation` makes. */
export type Situation = typeof situation extends fc.Arbitrary<infer One> ? One : never;

/** What Codesphere answers in that situation, as a value; `writerOf` tells how it is written. */
export function answerIn(now: Situation, asked: Asked): unknown {
  const { method, path } = asked;
  if (path.includes('/logs/')) return now.log.map((data) => ({ timestamp: '', kind: 'I', data }));
  if (path.endsWith('/git/head')) return { head: now.head };
  if (path.endsWith('/execute')) return { output: now.checkout };
  if (path.endsWith('/status')) return { isRunning: now.isRunning, replicas: 1 };
  if (path.includes('/workspaces/team/') && !now.isListed) return [];
  if (path.endsWith('/env-vars')) {
    return [
      { name: 'A', value: VALUE },
      { name: `OLD-${VALUE}`, value: 'an-older-value' },
    ];
  }
  if (path.includes('/pipeline/') && method === 'GET') return now.stage;
  const answer = goodAnswer(asked);
  if (!path.endsWith(`/workspaces/${ENVIRONMENT.id}`)) return answer;
  return { ...(answer as object), createdAt: now.createdAt };
}

/** How the answer to a call of `path` is written: a log is a stream of events. */
export function writerOf(path: string): (value: unknown) => string {
  return path.includes('/logs/')
    ? (value) => `event: data\ndata: ${writeJson(value)}\n\n`
    : writeJson;
}
