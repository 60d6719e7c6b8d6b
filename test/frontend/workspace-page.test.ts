import type { LayerView, WorkspaceView } from '../../src/contract';
import { NOTHING_ABOVE } from '../../src/domain/layer';
import { ruleFields } from '../../src/domain/rule-fields';
import { NO_RULES } from '../../src/domain/rules';
import { NO_EFFECT } from '../../src/domain/save-effect';
import { ForgePage, textOf } from './forge-doc';
import { holdTime } from './hold-time';
import { emptyView } from './settings-views';

holdTime();

const [provider] = emptyView().providers;
const providers = [provider!, { ...provider!, id: 'other', title: 'Other' }];

const connected: WorkspaceView = {
  providers,
  connections: [
    {
      id: 'web',
      title: 'Web team',
      provider: provider!,
      places: ['Bakery'],
      setAt: Date.UTC(2026, 4, 5),
      setBy: 'ada',
      repositories: 0,
    },
  ],
};

const layer: LayerView = {
  version: 'seen',
  mayChange: true,
  fields: ruleFields(undefined, NOTHING_ABOVE),
  locks: {},
  repositories: 2,
};

function open(view: WorkspaceView): Promise<ForgePage> {
  return ForgePage.open('workspace', {
    loadLayer: () => ({ type: 'layer', layer }),
    loadConnections: () => ({ type: 'view', view, changes: [] }),
    addConnection: () => ({ type: 'view', view: connected, changes: [] }),
  });
}

test('a connection without a name is refused at the field of the name', async () => {
  const page = await open({ providers, connections: [] });
  expect(page.focused()).toEqual([]);
  await page.type(page.field('API key'), 'key-1234');
  await page.press('Connect');
  expect(page.countOf('addConnection')).toBe(0);
  expect(textOf(page.one('ErrorMessage'))).toContain('Give it a name');
  expect(page.focused()).toEqual([page.field('Name')]);
  expect(page.field('API key').props.isInvalid).toBe(false);
  await page.type(page.field('Name'), 'Web team');
  await page.press('Connect');
  expect(page.countOf('addConnection')).toBe(1);
  expect(page.focused()).toEqual([page.one('Button', 'Add a connection')]);
});

test('the focus goes into a form at its first field, and back to the button that opened it', async () => {
  const page = await open(connected);
  await page.press('Add a connection');
  expect(page.focused()).toEqual([page.field('Name')]);
  await page.press('Cancel');
  expect(page.focused()).toEqual([page.one('Button', 'Add a connection')]);
  await page.press('Add a connection');
  await page.choose(page.all('RadioGroup')[0]!, 'Other');
  expect(page.focused()).toEqual([]);
  const other = await open(connected);
  await other.press('Replace API key');
  expect(other.focused()).toEqual([other.field('API key')]);
  await other.press('Cancel');
  expect(other.focused()).toEqual([other.one('Button', 'Replace API key')]);
});

describe('the rules', () => {
  test('are sent with the reasons of what is locked, once something changed', async () => {
    const page = await open(connected);
    expect(page.text()).toContain('These rules are for the 2 repositories');
    expect(page.one('LoadingButton', 'Save rules').props.isDisabled).toBe(true);
    page.answer('saveLayer', () => ({ type: 'asks', effect: { ...NO_EFFECT, deletes: 2 } }));
    await page.type(page.field('Into these branches'), ' main ');
    await page.press('Save rules');
    expect(page.payloadOf('saveLayer')).toMatchObject({
      version: 'seen',
      ask: true,
      form: { values: { 'rules.into': 'main' }, locks: {} },
    });
    expect(textOf(page.one('ModalTitle'))).toBe('Delete 2 previews?');
    page.answer('saveLayer', () => ({
      type: 'saved',
      layer: { ...layer, version: 'next' },
      changes: ['Into these branches: main.'],
      effect: { ...NO_EFFECT, deletes: 2 },
    }));
    await page.press('Save and delete');
    expect(page.payloadOf('saveLayer')).toMatchObject({ ask: false });
    expect(page.text()).toContain('2 previews are being deleted.');
  });

  const theirs: LayerView = {
    ...layer,
    version: 'theirs',
    fields: ruleFields({ ...NO_RULES, from: ['feature/*'] }, NOTHING_ABOVE),
    locks: { 'rules.days': 'Costs.' },
    changed: { by: 'grace', at: Date.UTC(2026, 4, 6) },
  };

  /** The page after a save on top of somebody else's. */
  async function conflicting() {
    const page = await open(connected);
    page.answer('saveLayer', () => ({ type: 'conflict', layer: theirs }));
    await page.type(page.field('Into these branches'), 'main');
    await page.press('Save rules');
    return page;
  }

  test('of somebody else are not overwritten', async () => {
    const page = await conflicting();
    expect(textOf(page.one('SectionMessage', { title: 'Not saved yet' }))).toMatch(
      /saved these rules on .*\. Changed: “From these branches”, “It stays”\. What you typed is still here\./,
    );
    expect(page.one('User', { accountId: 'grace' })).toBeDefined();
    expect(page.one('LoadingButton', 'Save rules').props.isDisabled).toBe(true);
    await page.press('Load theirs and drop mine');
    expect(page.field('Into these branches').props.defaultValue).toBe('');
    expect(page.field('From these branches').props.defaultValue).toBe('feature/*');
  });

  test('of somebody else stand beside what was typed, for who keeps that', async () => {
    const page = await conflicting();
    expect(page.focused()).toEqual([page.one('Button', 'Keep mine')]);
    await page.press('Keep mine');
    expect(page.focused()).toEqual([page.one('LoadingButton', 'Save rules')]);
    expect(page.field('Into these branches').props.defaultValue).toBe('main');
    expect(page.field('From these branches').props.defaultValue).toBe('feature/*');
    await page.press('Save rules');
    expect(page.payloadOf('saveLayer')).toMatchObject({
      version: 'theirs',
      form: {
        values: { 'rules.into': 'main', 'rules.from': 'feature/*' },
        locks: { 'rules.days': 'Costs.' },
      },
    });
  });

  test('that the workspace changed above them are not said to be changed by a person', async () => {
    const changed = { by: 'grace', at: Date.UTC(2026, 4, 6) };
    const page = await ForgePage.open('project', {
      loadLayer: () => ({ type: 'layer', layer: { ...layer, changed } }),
      saveLayer: () => ({ type: 'conflict', layer: { ...theirs, changed } }),
    });
    await page.type(page.field('Into these branches'), 'main');
    await page.press('Save rules');
    expect(page.text()).toContain(
      'The workspace changed its rules meanwhile: “From these branches”',
    );
  });

  test('that were saved and touch no preview promise nothing of new ones', async () => {
    const page = await open(connected);
    page.answer('saveLayer', () => ({ type: 'saved', layer, changes: [], effect: NO_EFFECT }));
    await page.type(page.field('Into these branches'), 'main');
    await page.press('Save rules');
    expect(textOf(page.one('SectionMessage'))).toBe('Saved Previews that run go on as they are.');
  });

  test('and the key of a connection say who set them; the reader is addressed', async () => {
    const changed = { by: 'reader', at: Date.UTC(2026, 4, 6) };
    const page = await ForgePage.open('workspace', {
      loadLayer: () => ({ type: 'layer', layer: { ...layer, changed } }),
      loadConnections: () => ({ type: 'view', view: connected, changes: [] }),
    });
    expect(page.text()).toMatch(/API key set by .*on/);
    expect(page.one('User').props.accountId).toBe('ada');
    expect(page.text()).toContain('Changed last by you on');
  });

  test('are only read by whoever may not change them', async () => {
    const page = await ForgePage.open('project', {
      loadLayer: () => ({
        type: 'layer',
        layer: { ...layer, mayChange: false, locks: { 'rules.days': 'Costs.' } },
      }),
    });
    expect(page.text()).toContain('Repositories cannot change it: Costs.');
    expect(page.all('Checkbox')).toEqual([]);
    expect(page.all('Button')).toEqual([]);
    expect(page.field('Into these branches').props.isDisabled).toBe(true);
  });
});
