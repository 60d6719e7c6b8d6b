import type { SettingsForm, SettingsView } from '../../src/contract';

/** Plans as a provider offers them; `old` is sold no more. */
const plans: NonNullable<SettingsView['plans']> = [
  plan({ id: '8', title: 'Boost', priceUsd: 8, cpu: 2, ramGib: 4 }),
  plan({ id: '9', title: 'Boost on demand', priceUsd: 0.8, cpu: 2, ramGib: 4, sleeps: true }),
  plan({ id: '3', title: 'Old', priceUsd: 5, cpu: 1, ramGib: 2, deprecated: true }),
];

function plan(facts: {
  id: string;
  title: string;
  priceUsd: number;
  cpu: number;
  ramGib: number;
  sleeps?: boolean;
  deprecated?: boolean;
}) {
  const { sleeps = false, deprecated = false, ...rest } = facts;
  return { ...rest, storageGib: 10, sleepsWhenUnused: sleeps, deprecated };
}

/** A repository in which nobody has set anything. */
export function emptyView(): SettingsView {
  return { revision: 0, enabled: false, problems: [], previews: { open: 0 } };
}

/** A repository with a key, and nothing saved yet. */
export function connectedView(): SettingsView {
  const teams = [
    { id: '1', name: 'Bakery' },
    { id: '2', name: 'Mill' },
  ];
  return {
    ...emptyView(),
    revision: 1,
    connection: { providerTitle: 'Codesphere', setAt: Date.UTC(2026, 4, 5, 12), teams },
    teams,
    plans,
  };
}

/** A repository with everything saved. */
export function savedView(form: Partial<SettingsForm> = {}): SettingsView {
  return {
    ...connectedView(),
    revision: 2,
    enabled: true,
    previews: { open: 3 },
    savedPlanTitle: 'Boost',
    savedTeamName: 'Bakery',
    options: {
      enabled: true,
      teamId: '1',
      planId: '8',
      profile: '',
      stages: { prepare: true, test: true, run: true },
      stopOnTestFailure: true,
      visibility: 'public',
      variables: [
        { name: 'GREETING', secret: false, value: 'Hello' },
        { name: 'DATABASE_URL', secret: true },
      ],
      ...form,
    },
  };
}
