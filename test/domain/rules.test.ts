import { valuesOf } from '../../src/domain/field';
import { parseRules } from '../../src/domain/parse-rules';
import { describeRules, ruleFields } from '../../src/domain/rule-fields';
import { matchesPattern, NO_RULES, tokenIn, type Rules } from '../../src/domain/rules';

it.each([
  [[], 'main', true],
  [['main'], 'main', true],
  [['main'], 'maintenance', false],
  [['release/*'], 'release/1.2', true],
  [['release/*'], 'release/1/2', false],
  [['release/**'], 'release/1/2', true],
  [['main', 'develop'], 'develop', true],
  [['{main,develop}'], 'develop', true],
  [['!wip/**'], 'main', true],
  [['!wip/**'], 'wip/a/b', false],
  [['feature/**', '!feature/old-*'], 'feature/old-1', false],
  [['feature/**', '!feature/old-*'], 'feature/new', true],
  [['*'], '.hidden', true],
])('the patterns %j and the branch %s: %s', (patterns, branch, matches) => {
  expect(matchesPattern(patterns, branch)).toBe(matches);
});

test('a long name that somebody chose to be slow to match is matched at once', () => {
  const [pattern] = parsed({ 'rules.from': '*a*a*a*b' }).from;
  const begun = process.cpuUsage().user;
  expect(matchesPattern([pattern ?? ''], 'a'.repeat(250))).toBe(false);
  // In microseconds: a matcher that tries all ways would take minutes.
  expect(process.cpuUsage().user - begun).toBeLessThan(10_000_000);
});

it.each([
  ['Rye bread [skip preview]', 'skip'],
  ['[Preview Skip] Rye bread', 'skip'],
  ['Rye bread [preview]', 'force'],
  ['[preview] Rye bread [skip preview]', 'skip'],
  ['Rye bread preview', undefined],
])('the title "%s" asks for: %s', (title, token) => {
  expect(tokenIn(title)).toBe(token);
});

function parsed(values: Record<string, string>, saved?: Rules): Rules {
  const result = parseRules(values, saved);
  if ('errors' in result) throw new Error(JSON.stringify(result.errors));
  return result.rules;
}

test('private forks have none unless somebody chooses so, beside what that opens', () => {
  const field = ruleFields(NO_RULES).find(({ name }) => name === 'rules.private-forks');
  expect(field).toMatchObject({ label: 'Private forks', value: 'never' });
  expect(field?.help).toContain('every preview may use that account');
  expect(field?.help).toContain('connect one that reads only what it must');
});

test('what the page shows of rules is read back as they are', () => {
  const rules: Rules = {
    into: ['main', 'release/*'],
    from: ['!wip/**'],
    drafts: 'when-asked',
    paths: ['web/', '!web/docs/'],
    tracked: ['main'],
    fromTracked: 'own',
    approvals: 2,
    begins: 'when-asked',
    privateForks: 'approved',
    buildStatus: 'never-failed',
    commands: 'obeyed',
    whenFull: 'oldest-goes',
    most: 5,
    days: 3,
  };
  const shown = valuesOf(ruleFields(rules)) as Record<string, string>;
  expect(parsed(shown)).toEqual(rules);
  expect(parsed({}, rules)).toEqual(rules);
  expect(parsed({})).toEqual(NO_RULES);
});

it.each([
  [['web/'], 'web/css/a.css', true],
  [['web/'], 'webby/a.css', false],
  [['*.json'], 'package.json', true],
  [['*.json'], 'web/package.json', false],
  [['web/', '!web/docs/'], 'web/docs/a.md', false],
  [['!docs/'], 'web/a.css', true],
  [['app/(shop)/'], 'app/(shop)/page.tsx', true],
  [['app/(shop)/'], 'app/shop/page.tsx', false],
  [['(a+)+b'], 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac', false],
])('%j and the file %s: %s', (patterns, path, isMatch) => {
  expect(matchesPattern(patterns, path)).toBe(isMatch);
});

test('names of files may have blanks in them', () => {
  expect(parsed({ 'rules.paths': 'My Docs/, web/' }).paths).toEqual(['My Docs/', 'web/']);
});

test('patterns may be divided by commas and blanks', () => {
  expect(parsed({ 'rules.into': ' main,release/*  hotfix/** ,' }).into).toEqual([
    'main',
    'release/*',
    'hotfix/**',
  ]);
});

it.each([
  ['rules.into', '!', '“!” names nothing.'],
  ['rules.into', 'a*b*c*d*e*f', '“a*b*c*d*e*f” has more than four stars.'],
  ['rules.from', 'release/[1-', '“release/[1-” opens a bracket that it does not close.'],
  [
    'rules.from',
    'x'.repeat(101),
    `The pattern “${'x'.repeat(100)}” is cut here: at most 100 characters can be stored.`,
  ],
  ['rules.from', Array(21).fill('a').join(' '), 'There are 21 patterns; at most 20 can be stored.'],
  ['rules.paths', '!./web/', 'Leave out what is before “!web/”: paths begin in the root.'],
  ['rules.paths', '/a.css', 'Leave out what is before “a.css”: paths begin in the root.'],
  ['rules.drafts', 'perhaps', 'Choose one of those on offer.'],
  ['rules.days', '-1', 'Choose one of those on offer.'],
  ['rules.most', '0', 'Choose one of those on offer.'],
])('what is wrong in %s is said there: %s', (field, value, message) => {
  expect(parseRules({ [field]: value })).toEqual({ errors: [{ field, message }] });
});

test('a change is told in words', () => {
  const is: Rules = { ...NO_RULES, into: ['main'], drafts: 'never', days: 1 };
  expect(describeRules(NO_RULES, is)).toEqual([
    'Into these branches: main.',
    'Drafts: have none.',
    'It stays: until 1 day after the last push or redeploy.',
  ]);
  expect(describeRules(is, { ...is, into: [] })).toEqual(['Into these branches: every branch.']);
  expect(describeRules(undefined, NO_RULES)).toEqual([]);
});
