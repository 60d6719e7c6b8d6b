import { TRIED_AGAIN } from '../../src/domain/failure';
import type { Promised } from './promised';
import { outcomeOf, sweep, type Outcome, type Ready } from './ready';
import { SECRET, secretsOf } from './rig';
import { bearerOf, connect, type Asked, type Tamper } from './wire';

const PAUSE_SECONDS = 77;
/** Some say no with a status of success. */
const STATUSES = [200, 400, 401, 402, 403, 404, 409, 422];

/** A refusal in the words of many an API, which repeat what the call carried. */
function refuse(status: number): Tamper {
  return (asked) => {
    const carried = [bearerOf(asked), ...[SECRET].filter((one) => asked.body.includes(one))];
    const words = `No: ${carried.filter(Boolean).join(' or ')} is odd.`;
    const body = {
      ...{ status, title: words, detail: words, message: words, error_description: words },
      ...{ code: 'invalid_argument', remedy: 'Do something.', mends: 'person' },
      ...{ data: null, errors: [{ message: words }] },
    };
    return Promise.resolve(Response.json(body, { status }));
  };
}

/** Two promises look at the same refusals. */
const known = new WeakMap<Ready, Refused[]>();
type Refused = [where: string, outcome: Outcome, asked: Asked[]];

/** What is said of each refusal of each request. */
async function refused(ready: Ready): Promise<Refused[]> {
  const all = known.get(ready) ?? (await refuseEach(ready));
  known.set(ready, all);
  return all;
}

async function refuseEach({ rig, deeds }: Ready): Promise<Refused[]> {
  const all: Refused[] = [];
  for (const status of STATUSES) {
    await sweep(rig, deeds, refuse(status), (outcome, where, asked) =>
      all.push([`${where}, ${status}`, outcome, asked]),
    );
  }
  return all;
}

/** What people are told when something is refused. */
export const refusals: Promised[] = [
  {
    title: 'repeats no secret that a refusal repeats',
    async check(ready) {
      for (const [where, { value, failure }, asked] of await refused(ready)) {
        const secrets = [
          SECRET,
          ...secretsOf(ready.rig),
          ...asked.flatMap((one) => bearerOf(one) ?? []),
        ];
        const said = JSON.stringify([value, failure]);
        expect([where, secrets.filter((one) => said.includes(one))]).toEqual([where, []]);
      }
    },
  },
  {
    title: 'says of each refusal what failed and what to do',
    async check(ready) {
      for (const [where, { failure, error }] of await refused(ready)) {
        if (error) throw new Error(`${where}: no failure but an error.`, { cause: error });
        if (!failure) continue;
        const { kind, message, remedy } = failure;
        const isSaid = /\w.*[.!?"]$/s;
        expect([where, message, remedy]).toEqual([
          where,
          expect.stringMatching(isSaid),
          expect.stringMatching(isSaid),
        ]);
        if (kind === 'permanent') expect([where, remedy]).not.toEqual([where, TRIED_AGAIN]);
      }
    },
  },
  {
    title: 'tells a key that is not taken from all else',
    async check({ rig, spec }) {
      const refusal: Tamper = () => Promise.resolve(Response.json({}, { status: 401 }));
      const { hosting } = connect(rig, { nth: 'each', tamper: refusal });
      expect((await outcomeOf(hosting.offer(spec.options))).failure).toMatchObject({
        ...{ code: 'token-rejected', kind: 'permanent', mendedBy: 'settings' },
      });
    },
  },
  {
    title: 'waits as long as it is asked to',
    async check({ rig, deeds }) {
      for (const status of [429, 503]) {
        const headers = { 'retry-after': String(PAUSE_SECONDS) };
        const pause: Tamper = () => Promise.resolve(Response.json({}, { status, headers }));
        await sweep(rig, deeds, pause, ({ failure }, where) => {
          if (!failure) return;
          const { kind, retryAfterSeconds } = failure;
          expect([where, status, kind, retryAfterSeconds]).toEqual([
            ...[where, status],
            ...['transient', PAUSE_SECONDS],
          ]);
        });
      }
    },
  },
];
