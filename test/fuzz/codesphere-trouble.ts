import fc from 'fast-check';
import { COMMIT } from '../domain/preview-fixture';
import { pathsOf, replaced } from './odd-values';
import { respond, trouble, writeJson, type Trouble } from './trouble';

/** What stands in good answers, here at another place. */
const PLAUSIBLE = [
  ...['waiting', 'running', 'success', 'failure', 'aborted', 'codesphere-ide', 'web', 'A'],
  ...['', COMMIT, 'b'.repeat(40), '2026-09-01T09:00:00.000Z', 0, 1, 7, 42, true, false, null],
];

/** One part is another one that could stand there; the answer mostly still fits. */
const plausible: fc.Arbitrary<Trouble> = fc
  .tuple(fc.nat(), fc.constantFrom<unknown>(...PLAUSIBLE))
  .map(([place, other]) => ({
    status: 200,
    text(good, write) {
      const leaves = pathsOf(good).filter((path) => !isObject(at(good, path)));
      const alike = leaves.filter((path) => typeof at(good, path) === typeof other);
      const among = alike.length > 0 ? alike : leaves;
      return write(replaced(good, among[place % among.length] ?? [], () => other));
    },
  }));

function at(value: unknown, path: (string | number)[]): unknown {
  return path.reduce<unknown>((rest, step) => (rest as Record<string, unknown>)[step], value);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** Words that the adapter tells refusals by. */
const WORDS = [
  ...['ci.yml not found', 'ci.yml: schema version', 'Multi-server is not supported'],
  ...['Workspace is not running', 'Invalid planId', 'User is not part of the team', 'No'],
];

const refusal: fc.Arbitrary<Trouble> = fc
  .tuple(fc.constantFrom(400, 400, 401, 404, 404), fc.constantFrom(...WORDS))
  .map(([status, title]) => ({ status, text: () => writeJson({ status, title, traceId: '' }) }));

/** How a call to Codesphere goes wrong: with an answer, or without any. */
export type CallTrouble = Trouble | 'no connection' | 'silence';

/** Any of them; silence costs the time that is waited for. */
export const callTrouble: fc.Arbitrary<CallTrouble> = fc.oneof(
  { weight: 20, arbitrary: trouble },
  { weight: 15, arbitrary: plausible },
  { weight: 10, arbitrary: refusal },
  { weight: 2, arbitrary: fc.constant('no connection' as const) },
  { weight: 1, arbitrary: fc.constant('silence' as const) },
);

/** What `fetch` answers then; a log's stream is waited for too long to be silent here. */
export function failingFetch(
  one: CallTrouble,
  good: unknown,
  write: (value: unknown) => string,
): Promise<Response> {
  if (typeof one !== 'string') return Promise.resolve(respond(one, good, write));
  if (one === 'silence' && write === writeJson) return new Promise(() => undefined);
  return Promise.reject(new TypeError('fetch failed'));
}
