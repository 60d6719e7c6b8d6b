import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import { changeOf } from '../../src/domain/settings-change';
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

test('nothing changed says nothing and redeploys nothing', () => {
  expect(changeOf(is, is, kind, [])).toEqual({ words: [], redeploys: false });
});

test('the first save tells the choices', () => {
  const { words, redeploys } = changeOf(emptySettings(REPOSITORY), is, kind, []);
  expect(words).toContain('Previews are now on for this repository.');
  expect(words).toContain('Team: Web.');
  expect(redeploys).toBe(true);
});

test.each([
  ['a plan', { planId: '9', planTitle: 'Pro' }, 'Plan: Pro instead of Boost.', true],
  ['a team', { teamId: '2', teamName: 'Mill' }, 'Team: Mill instead of Web.', true],
  ['the name of a team', { teamName: 'Mill' }, 'Team: Mill instead of Web.', false],
])('%s that changed is named; it redeploys what uses it', (_, changes, line, redeploys) => {
  expect(changeOf(is, withOptions(changes), kind, [])).toEqual({ words: [line], redeploys });
});

test('what a failing test stage does redeploys nothing where no test runs', () => {
  const stages = { prepare: true, test: false, run: true };
  const was = withOptions({ stages });
  const other = withOptions({ stages, stopOnTestFailure: false });
  expect(changeOf(was, other, kind, []).redeploys).toBe(false);
});

test('env vars that changed are named, and redeploy', () => {
  const was = withVariables(
    { name: 'KEPT', secret: false, value: '1' },
    { name: 'GONE', secret: false, value: '1' },
    { name: 'TYPED_ANEW', secret: true },
  );
  const after = withVariables(
    { name: 'KEPT', secret: false, value: '1' },
    { name: 'ADDED', secret: false, value: '1' },
    { name: 'TYPED_ANEW', secret: true },
  );
  expect(changeOf(was, after, kind, ['TYPED_ANEW'])).toEqual({
    words: ['Env vars: ADDED added, TYPED_ANEW changed, GONE removed.'],
    redeploys: true,
  });
});

test('of many env vars some are named and the rest counted', () => {
  const many = Array.from({ length: 12 }, (_, index) => ({
    name: `V${index}`,
    secret: false as const,
    value: '',
  }));
  const [line] = changeOf(is, withVariables(...many), kind, []).words;
  expect(line).toBe(
    `Env vars: ${many
      .slice(0, 10)
      .map(({ name }) => `${name} added`)
      .join(', ')}, and 2 more.`,
  );
});
