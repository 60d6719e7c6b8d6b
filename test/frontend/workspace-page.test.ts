import type { LayerView, WorkspaceView } from '../../src/contract';
import { NOTHING_ABOVE } from '../../src/domain/layer';
import { ruleFields } from '../../src/domain/rule-fields';
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

  test('of somebody else are not overwritten', async () => {
    const page = await open(connected);
    const message = 'Somebody else saved these rules meanwhile. Nothing of yours was stored.';
    page.answer('saveLayer', () => ({
      type: 'conflict',
      message,
      layer: { ...layer, version: 'theirs', changed: { by: 'grace', at: Date.UTC(2026, 4, 6) } },
    }));
    await page.type(page.field('Into these branches'), 'main');
    await page.press('Save rules');
    expect(page.text()).toContain(message);
    expect(page.text()).toContain('Changed last by');
    expect(page.one('User', { accountId: 'grace' })).toBeDefined();
    await page.press('Load theirs and drop mine');
    expect(page.field('Into these branches').props.defaultValue).toBe('');
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
