import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import { describeChange } from '../../src/domain/settings-change';
import { emptySettings, type Variable } from '../../src/domain/settings';
import { REPOSITORY, settingsWith } from './preview-fixture';

const kind = codesphere.options;
const is = settingsWith();

function withVariables(...variables: Variable[]) {
  return { ...is, options: { ...is.options!, variables } };
}

function withOptions(changes: Record<string, unknown>) {
  return { ...is, options: { ...is.options!, provider: { ...is.options!.provider, ...changes } } };
}

/** A plain variable whose value is what its version says. */
function plain(name: string, version = '1'): Variable {
  return { name, version, secret: false, value: version };
}

test('nothing changed says nothing', () => {
  expect(describeChange(is, is, kind)).toEqual([]);
});

test('the first save tells the choices', () => {
  const words = describeChange(emptySettings(REPOSITORY), is, kind);
  expect(words).toContain('Previews are now on for this repository.');
  expect(words).toContain('Team: Web.');
});

test.each([
  ['a plan', { planId: '9', planTitle: 'Pro' }, 'Plan: Pro instead of Boost.'],
  ['a team', { teamId: '2', teamName: 'Mill' }, 'Team: Mill instead of Web.'],
  ['the name of a team', { teamName: 'Mill' }, 'Team: Mill instead of Web.'],
])('%s that changed is named', (_, changes, line) => {
  expect(describeChange(is, withOptions(changes), kind)).toEqual([line]);
});

test('env vars that changed are named', () => {
  const was = withVariables(plain('KEPT'), plain('GONE'), plain('SHARED'), {
    name: 'TYPED_ANEW',
    version: '1',
    secret: true,
  });
  const after = withVariables(
    plain('KEPT'),
    plain('ADDED'),
    { name: 'SHARED', version: '1', secret: false, value: '1', forks: true },
    { name: 'TYPED_ANEW', version: '2', secret: true },
  );
  expect(describeChange(was, after, kind)).toEqual([
    'Env vars: ADDED added, SHARED changed, TYPED_ANEW changed, GONE removed.',
  ]);
});

test('of many env vars some are named and the rest counted', () => {
  const many = Array.from({ length: 12 }, (_, index) => plain(`V${index}`));
  const [line] = describeChange(is, withVariables(...many), kind);
  expect(line).toBe(
    `Env vars: ${many
      .slice(0, 10)
      .map(({ name }) => `${name} added`)
      .join(', ')}, and 2 more.`,
  );
});
