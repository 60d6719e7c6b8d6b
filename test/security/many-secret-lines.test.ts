import fc from 'fast-check';
import { connectCodesphere } from '../../src/adapters/providers/codesphere/codesphere';
import { hideValues, hideValuesInTail } from '../../src/domain/hide-values';
import type { EnvironmentVariable } from '../../src/domain/provider';
import { failureOfCall } from '../adapters/failure-of-call';
import { exampleSpec } from '../adapters/providers/codesphere/example-spec';
import { ENVIRONMENT } from '../domain/preview-fixture';
import { randomCases } from '../fuzz/random-cases';
import { expectLinear } from './linear-time';

/** As many characters of a text as are ever shown. */
const LONGEST_SHOWN = 64 * 1024;

/** Codesphere as it answers where a path, or a method and a path, ends so. */
function providerWith(answers: Record<string, () => Response>) {
  return connectCodesphere({
    token: 'a-key-of-somebody',
    now: () => 100_000,
    fetch: (input, init) => {
      const asked = `${init?.method} ${input as string}`;
      const [, answer] = Object.entries(answers).find(([end]) => asked.endsWith(end))!;
      return Promise.resolve(answer());
    },
  });
}

/** A value of so many lines, no two of which are alike. */
function valueOf(lines: number): EnvironmentVariable {
  const value = Array.from({ length: lines }, (_, line) => `line-${line + 100_000}`).join('\n');
  return { name: 'MANY', value };
}

/** The failure of a creation that Codesphere refuses in these words. */
function refused(detail: string, variables: EnvironmentVariable[]) {
  const provider = providerWith({
    '': () => Response.json({ title: 'No', detail }, { status: 400 }),
  });
  return failureOfCall(provider.create(exampleSpec({ variables })));
}

/** The log of a checkout that printed this and failed. */
async function logOf(output: string, variables: EnvironmentVariable[]) {
  const spec = exampleSpec();
  const failed = `${output}\ncouldn't find remote ref\npreview-checkout failed ${spec.source.commit}`;
  const provider = providerWith({
    '/git/head': () => Response.json({ head: 'f'.repeat(40) }),
    '/execute': () => Response.json({ output: failed }),
    '/env-vars': () => Response.json(variables),
  });
  const progress = await provider.readStep('checkout', ENVIRONMENT, spec, 0);
  return progress.state === 'failed' ? progress.failure.logTail : undefined;
}

describe('a longer text and more lines of a value multiply nothing', () => {
  const work: [string, (text: string, variables: EnvironmentVariable[]) => unknown][] = [
    ['in any text', hideValues],
    ['in a refusal', refused],
    ["in a checkout's log", logOf],
  ];
  test.each(work)('%s', async (_where, hide) => {
    await expectLinear('line-', LONGEST_SHOWN, (text) =>
      hide(text, [valueOf(Math.ceil(text.length / 160))]),
    );
  });
});

describe('a value that a cut goes through', () => {
  test('is hidden whole, wherever the cut goes through it', () => {
    const value = fc.array(fc.constantFrom('abcdef', 'ghijkl', '123456', '\n'), { minLength: 1 });
    const across = fc.tuple(value, fc.nat(), fc.array(fc.constantFrom('.', ' ', '\n')));
    fc.assert(
      fc.property(across, ([parts, place, after]) => {
        const secret = parts.join('').trim();
        const before = '.'.repeat(LONGEST_SHOWN - (place % (secret.length + 1)));
        const text = [before, secret, after.join('')].join('');
        const variables = [{ name: 'N', value: secret }];
        expect(hideValues(text, variables)).not.toMatch(/[a-l1-6]/);
        const turned = [after.join(''), secret, before].join('');
        expect(hideValuesInTail(turned, variables)).not.toMatch(/[a-l1-6]/);
      }),
      randomCases(300),
    );
  });

  test('is hidden with one that it overlaps', () => {
    const variables = [
      { name: 'START', value: 'postgres://user:' },
      { name: 'LOGIN', value: 'user:sesame-open' },
    ];
    expect(hideValues('at postgres://user:sesame-open!', variables)).toBe('at [START][LOGIN]!');
  });

  test('is named in a refusal, and what follows it is told', async () => {
    const value = 'ab'.repeat(2_000);
    const { message } = await refused(`${value} is too long`, [{ name: 'LONG', value }]);
    expect(message).toBe(
      'Could not create the environment: Codesphere answered 400: No: [LONG] is too long.',
    );
  });

  test("is named at the beginning of a checkout's log", async () => {
    const value = 'ab'.repeat(40_000);
    const log = await logOf(value, [{ name: 'LONG', value }]);
    expect(log).toEqual(['[LONG]', "couldn't find remote ref"]);
  });
});
