import type { WorkspaceView } from '../../src/contract';
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

function open(view: WorkspaceView): Promise<ForgePage> {
  return ForgePage.open('workspace', {
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
  await page.choose(page.one('RadioGroup'), 'Other');
  expect(page.focused()).toEqual([]);
  const other = await open(connected);
  await other.press('Replace API key');
  expect(other.focused()).toEqual([other.field('API key')]);
  await other.press('Cancel');
  expect(other.focused()).toEqual([other.one('Button', 'Replace API key')]);
});
