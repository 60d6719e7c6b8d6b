import fc from 'fast-check';
import { connectCodesphere } from '../../src/adapters/providers/codesphere/codesphere';
import { FailureError, type Failure } from '../../src/domain/failure';
import type { DeploymentSpec, Environment, StepProgress } from '../../src/domain/provider';
import type { Hosting } from '../../src/ports/hosting';
import { COMMIT, ENVIRONMENT } from '../domain/preview-fixture';
import { exampleSpec } from '../adapters/providers/codesphere/example-spec';
import { answerIn, NOW, situation, writerOf, type Situation } from './codesphere-situation';
import { callTrouble, failingFetch, type CallTrouble } from './codesphere-trouble';
import { expectWords } from './expect-words';
import { randomCases } from './random-cases';
import { TOKEN, VALUE } from './trouble';

interface Following {
  provider: Required<Omit<Hosting, 'act'>>;
  environment: Environment;
  spec: DeploymentSpec;
  startedAt: number;
}
type Call = (following: Following) => Promise<unknown>;

const STEPS = ['start', 'checkout', 'configure', 'prepare', 'test', 'stop', 'run', 'verify'];
const FOLLOWING = STEPS.flatMap((step): [string, Call][] => [
  [
    `start ${step}`,
    ({ provider, environment, spec }) => provider.startStep(step, environment, spec),
  ],
  [
    `read ${step}`,
    // As the app reads a step: without the values.
    ({ provider, environment, spec, startedAt }) =>
      provider.readStep(step, environment, { ...spec, variables: [] }, startedAt),
  ],
]).filter(([name]) => name !== 'read configure'); // Its start has applied everything: this asks nothing.
const CALLS = new Map<string, Call>([
  ['offer', ({ provider }) => provider.offer()],
  ['findEnd', ({ provider }) => provider.findEnd(ENVIRONMENT, exampleSpec())],
  ['listEnvironments', ({ provider }) => provider.list('1')],
  ['findEnvironment', ({ provider }) => provider.find({ id: '42', place: '1' })],
  ['createEnvironment', ({ provider, spec }) => provider.create(spec)],
  ['deleteEnvironment', ({ provider }) => provider.remove({ id: '42', place: '1' })],
  ['stopStep', ({ provider, spec }) => provider.stopStep('run', ENVIRONMENT, spec.source.commit)],
  ...FOLLOWING,
]);

/** From which call on Codesphere is in trouble, and whether it stays so. */
interface Damage {
  one: CallTrouble;
  from: number;
  stays: boolean;
}

interface Outcome {
  value?: unknown;
  failure?: Failure;
  /** How many calls it took, and how many of them were in trouble. */
  asked: number;
  damaged: number;
  /** It was answered well what env vars there are, but not those that there are. */
  misled: boolean;
}

/** Makes the call in that situation; anything but a value or a failure in words is thrown on. */
async function outcomeOf(call: Call, now: Situation, damage?: Damage): Promise<Outcome> {
  const { url, ...rest } = ENVIRONMENT;
  const outcome: Outcome = { asked: 0, damaged: 0, misled: false };
  const fetch = (input: string | URL | Request, { method = 'GET' }: RequestInit = {}) => {
    const path = input as string;
    const count = outcome.asked;
    outcome.asked += 1;
    const isPage = path.startsWith(url);
    const good = isPage ? 'A page' : answerIn(now, { to: 'provider', method, path });
    const write = writerOf(path);
    if (!damage || count < damage.from || (count > damage.from && !damage.stays)) {
      return Promise.resolve(new Response(write(good), { status: isPage ? now.pageStatus : 200 }));
    }
    outcome.damaged += 1;
    const { one } = damage;
    outcome.misled ||= path.endsWith('/env-vars') && typeof one !== 'string' && one.status < 300;
    return failingFetch(one, good, write);
  };
  const options = { token: TOKEN, fetch, now: () => NOW, callTimeLimitMs: 100 };
  try {
    outcome.value = await call({
      provider: connectCodesphere(options),
      environment: now.hasAddress ? { ...rest, url } : rest,
      spec: now.spec,
      startedAt: NOW - now.waitedMs,
    });
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    outcome.failure = error.failure;
  }
  return outcome;
}

const AGAIN = ['provider-error', 'provider-unreachable', 'rate-limited', 'unexpected-answer'];
const ASLEEP_OR_GONE = ['environment-asleep', 'environment-missing'];

function expectFailure(failure: Failure): void {
  expectWords(failure);
  const { code, kind } = failure;
  const isTransient = [...AGAIN, ...ASLEEP_OR_GONE].includes(code);
  // What Codesphere refuses may be either.
  if (code !== 'provider-refused')
    expect([code, kind === 'transient']).toEqual([code, isTransient]);
}

/** What a step answers: a failure waits for a person, and only the commit itself is success. */
function expectProgress(name: string, progress: StepProgress): void {
  expect(['running', 'done', 'absent', 'failed']).toContain(progress.state);
  if (progress.state === 'done' && name.endsWith('verify')) expect(progress.commit).toBe(COMMIT);
  if (progress.state !== 'failed') return;
  const { kind, message, remedy, logTail = [] } = progress.failure;
  expect([kind, message, remedy]).toEqual([
    'permanent',
    expect.stringMatching(/\.$/),
    expect.stringMatching(/\.$/),
  ]);
  expect(message.length).toBeLessThan(600);
  expect(logTail.length).toBeLessThanOrEqual(50);
  expect(Math.max(0, ...logTail.map(({ length }) => length))).toBeLessThanOrEqual(200);
}

function expectSafe(name: string, now: Situation, outcome: Outcome): void {
  const { value, failure, misled } = outcome;
  const words = JSON.stringify({ value, failure });
  expect(words).not.toContain(TOKEN);
  // Whoever was told other env vars cannot know these; the account has none.
  if (!misled && name !== 'offer') expect(words).not.toContain(VALUE);
  if (failure) expectFailure(failure);
  const isGone = failure?.code === 'environment-missing';
  if (isGone || (name === 'findEnvironment' && value === 'gone')) {
    expect(now.isListed).toBe(false);
  }
  if (/^(start|read) /.test(name) && !failure) expectProgress(name, value as StepProgress);
}

/** What a step ended in, shortly: a state, or the code of a failure. */
function endOf({ value, failure }: Outcome): string {
  const progress = value as Partial<StepProgress> | undefined;
  if (failure) return failure.code;
  if (progress?.state !== 'failed') return progress?.state ?? 'value';
  const { code, logTail } = progress.failure!;
  return logTail ? `${code} with log` : code;
}

const cases = fc.record({
  name: fc.constantFrom(...CALLS.keys()),
  now: situation,
  one: callTrouble,
  at: fc.nat(),
  stays: fc.boolean(),
});

/** What following a deployment comes to when all answers are good. */
const ENDS = [
  ...['running', 'done', 'stage-failed with log', 'commit-missing', 'commit-missing with log'],
  ...[
    'environment-useless',
    'clone-failed with log',
    'ci-missing',
    'ci-unusable',
    'took-too-long',
    'not-answering',
  ],
];

test('whatever Codesphere answers is a value or a failure in words, without key or values', async () => {
  const seen = Object.fromEntries(
    [...CALLS.keys()].map((name) => [name, { accepted: 0, refused: 0 }]),
  );
  const ends = Object.fromEntries(ENDS.map((end) => [end, 0]));
  await fc.assert(
    fc.asyncProperty(cases, async ({ name, now, one, at, stays }) => {
      const call = CALLS.get(name)!;
      const well = await outcomeOf(call, now);
      expectSafe(name, now, well);
      const end = endOf(well);
      if (end in ends) ends[end]! += 1;
      // What has nothing to do in a new environment asks nothing.
      if (well.asked === 0) return;
      const from = at % well.asked;
      const outcome = await outcomeOf(call, now, { one, from, stays });
      expectSafe(name, now, outcome);
      expect(outcome.damaged).toBeGreaterThan(0);
      seen[name]![outcome.failure ? 'refused' : 'accepted'] += 1;
    }),
    randomCases(4_000),
  );
  // Of each kind of call some damaged answers fit all the same and are read to the end.
  const few = Object.entries(seen).filter(
    ([, { accepted, refused }]) => Math.min(accepted, refused) < 12,
  );
  expect(few).toEqual([]);
  expect(Object.entries(ends).filter(([, times]) => times < 3)).toEqual([]);
});
