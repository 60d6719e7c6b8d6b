import {
  below,
  NO_LAYERS,
  NOTHING_ABOVE,
  ownOf,
  rulesAbove,
  withOwn,
  type Layer,
  type Layers,
} from '../../src/domain/layer';
import { parseLayer } from '../../src/domain/parse-layer';
import { parseOwnRules } from '../../src/domain/parse-rules';
import { ruleFields } from '../../src/domain/rule-fields';
import { NO_RULES } from '../../src/domain/rules';
import { describeLayer } from '../../src/domain/layer-change';

function layerWith(part: Partial<Layer>): Layer {
  return { rules: {}, locks: {}, updatedAt: 1, updatedBy: 'ada', ...part };
}

const LAYERS: Layers = {
  ...NO_LAYERS,
  workspace: layerWith({ rules: { most: 5, days: 7 }, locks: { most: 'The contract says so.' } }),
  projects: { web: layerWith({ rules: { days: 3, most: 9, drafts: 'never' } }) },
};

test('the nearest layer counts, but for what is locked above it', () => {
  expect(withOwn(rulesAbove(LAYERS, undefined))).toEqual({ ...NO_RULES, most: 5, days: 7 });
  const web = rulesAbove(LAYERS, 'web');
  expect(withOwn(web)).toEqual({ ...NO_RULES, most: 5, days: 3, drafts: 'never' });
  expect(web.sources).toEqual({
    most: { by: 'workspace', lock: 'The contract says so.' },
    days: { by: 'project' },
    drafts: { by: 'project' },
  });
  expect(withOwn(web, { days: 'closed', most: 1 })).toEqual({
    ...NO_RULES,
    most: 5,
    days: 'closed',
    drafts: 'never',
  });
});

test.each(['constructor', '__proto__', 'toString'])('no project is called %s', (project) => {
  expect(rulesAbove(LAYERS, project)).toEqual(rulesAbove(LAYERS, undefined));
});

test('a layer can lock what nobody sets', () => {
  const locked = below(NOTHING_ABOVE, 'workspace', layerWith({ locks: { into: 'One for all.' } }));
  expect(withOwn(locked, { into: ['main'] })).toEqual(NO_RULES);
});

test('what is entered as it is above is no rule of its own, and follows what is set above', () => {
  const above = rulesAbove(LAYERS, 'web');
  expect(ownOf(above, withOwn(above))).toEqual({});
  expect(ownOf(above, { ...withOwn(above), days: 'closed' })).toEqual({ days: 'closed' });
});

test('what is locked cannot be entered', () => {
  const above = rulesAbove(LAYERS, undefined);
  expect(parseOwnRules({ 'rules.most': '20' }, above, undefined)).toEqual({
    errors: [
      { field: 'rules.most', message: 'The workspace sets this for all: The contract says so.' },
    ],
  });
  expect(parseOwnRules({ 'rules.most': '5' }, above, undefined)).toMatchObject({ own: {} });
});

test('a page says who sets a rule, and what', () => {
  const above = rulesAbove(LAYERS, 'web');
  const fields = ruleFields(withOwn(above, { days: 14 }), above);
  const aboveOf = (name: string) => fields.find((field) => field.name === name)?.above;
  expect(aboveOf('rules.most')).toEqual({
    by: 'The workspace',
    value: '5',
    words: 'at most 5 previews',
    lock: 'The contract says so.',
  });
  expect(aboveOf('rules.days')).toEqual({
    by: 'The project',
    value: '3',
    words: 'until 3 days after the last push or redeploy',
  });
  expect(aboveOf('rules.into')).toBeUndefined();
});

describe('what is entered for a layer', () => {
  test('is what it sets otherwise than above, with its locks', () => {
    const form = {
      values: { 'rules.days': '3', 'rules.into': 'main' },
      locks: { 'rules.days': ' Costs. ' },
    };
    expect(parseLayer(form, undefined, NOTHING_ABOVE)).toEqual({
      rules: { days: 3, into: ['main'] },
      locks: { days: 'Costs.' },
    });
  });

  test('is refused without a reason for a lock', () => {
    const form = { values: {}, locks: { 'rules.days': ' ' } };
    expect(parseLayer(form, undefined, NOTHING_ABOVE)).toEqual({
      errors: [
        { field: 'rules.days.lock', message: 'Say why, so that admins of repositories know.' },
      ],
    });
  });

  test('locks nothing that is locked above, nor what is no rule', () => {
    const above = rulesAbove(LAYERS, undefined);
    const form = { values: {}, locks: { 'rules.most': 'Mine.', constructor: 'x' } };
    expect(parseLayer(form, undefined, above)).toEqual({ rules: {}, locks: {} });
  });
});

test('a change is told in words, locks too', () => {
  const was = layerWith({ rules: { days: 7 }, locks: { into: 'One for all.' } });
  const is = layerWith({ rules: { days: 3 }, locks: { days: 'Costs.' } });
  expect(describeLayer(NOTHING_ABOVE, was, is)).toEqual([
    'It stays: until 3 days after the last push or redeploy.',
    'Into these branches: can be set below again.',
    'It stays: the same for all.',
  ]);
});
