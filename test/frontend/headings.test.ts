import { NOTHING_ABOVE } from '../../src/domain/layer';
import { ruleFields } from '../../src/domain/rule-fields';
import type { Answer } from './forge-doc';
import { ForgePage } from './forge-doc';
import { holdTime } from './hold-time';
import { connectedView, emptyView, savedView, STARTER } from './settings-views';

holdTime();

const [provider] = emptyView().providers;
const layer = {
  ...{ version: 'seen', mayChange: true, locks: {}, repositories: 2 },
  fields: ruleFields(undefined, NOTHING_ABOVE),
};
const connection = {
  ...{ id: 'web', title: 'Web team', provider: provider!, places: ['Bakery'] },
  ...{ setAt: 0, setBy: 'ada', repositories: 0 },
};
const workspaceWith = (connections: object[]): Record<string, Answer> => ({
  loadLayer: () => ({ type: 'layer', layer }),
  loadConnections: () => ({
    type: 'view',
    view: { providers: [provider], connections },
    changes: [],
  }),
});
const settingsWith = (view: object): Record<string, Answer> => ({
  loadSettings: () => ({ type: 'view', view }),
});
const two = {
  ...emptyView(),
  providers: [provider, { ...provider!, id: 'other', title: 'Other' }],
};
const all = { ...savedView(), starters: [STARTER] };
const rules = [...all.fields, ...ruleFields(undefined, NOTHING_ABOVE)];

/** Bitbucket's own title of the page is its h1. */
test.each<[string, Parameters<typeof ForgePage.open>[0], Record<string, Answer>, number]>([
  [
    'settings before anything is connected',
    'settings',
    settingsWith({ ...two, starters: [STARTER] }),
    3,
  ],
  ['settings with a key', 'settings', settingsWith(connectedView()), 3],
  ['settings with everything', 'settings', settingsWith({ ...all, fields: rules }), 8],
  [
    'settings while disconnecting',
    'settings',
    settingsWith({ ...all, disconnecting: { left: 2 } }),
    1,
  ],
  ['the workspace without a connection', 'workspace', workspaceWith([]), 6],
  ['the workspace with connections', 'workspace', workspaceWith([connection]), 8],
  ['a project', 'project', workspaceWith([]), 6],
])(
  'the headings of %s begin below the title and leave no level out',
  async (_, entry, answers, least) => {
    const page = await ForgePage.open(entry, answers);
    const levels = page.all('Heading').map(({ props }) => Number(String(props.as).slice(1)));
    expect(levels.length).toBeGreaterThanOrEqual(least);
    const skipped = levels.filter((level, index) => level > (levels[index - 1] ?? 1) + 1);
    expect(skipped).toEqual([]);
    expect(levels).not.toContain(1);
  },
);
