import type { CardFunctions, SettingsForm, SettingsFunctions } from '../../src/contract';

/** People of the local Bitbucket, and nobody. */
export type Person = 'ada' | 'will' | 'rita' | 'otto' | 'nobody';

/** Who may call a function, and what a page sends with it. */
interface Row {
  allowed: Person[];
  payload: Record<string, unknown>;
}

const FORM: SettingsForm = {
  enabled: true,
  teamId: '1',
  planId: '8',
  profile: '',
  stages: { prepare: false, test: false, run: true },
  stopOnTestFailure: true,
  visibility: 'public',
  variables: [],
};

/** The functions of the settings page. One without a row does not compile, and fails the first test. */
export const SETTINGS: Record<keyof SettingsFunctions, Row> = {
  loadSettings: { allowed: ['ada'], payload: {} },
  connect: { allowed: ['ada'], payload: { token: 'local-token' } },
  saveSettings: { allowed: ['ada'], payload: { revision: 1, form: FORM } },
  // It reads nothing and stores nothing: it splits the text that it was given.
  parseDotenv: { allowed: ['ada', 'will', 'rita', 'otto'], payload: { text: 'A=1' } },
  disconnect: { allowed: ['ada'], payload: { previews: 'delete' } },
};
/** The functions of the card. */
export const CARD: Record<keyof CardFunctions, Row> = {
  readCard: { allowed: ['ada', 'will', 'rita'], payload: {} },
  readHistory: { allowed: ['ada', 'will', 'rita'], payload: {} },
  approveCommit: { allowed: ['ada', 'will'], payload: { commit: 'a'.repeat(40) } },
  redeploy: { allowed: ['ada', 'will'], payload: {} },
  deletePreview: { allowed: ['ada', 'will'], payload: {} },
};
/** Every function with the module whose page calls it. */
export const ROWS: [module: string, name: string, row: Row][] = [
  ...Object.entries(SETTINGS).map(([name, row]): [string, string, Row] => [
    'settings-page',
    name,
    row,
  ]),
  ...Object.entries(CARD).map(([name, row]): [string, string, Row] => ['preview-card', name, row]),
];
/** An admin, a writer and a reader of the demo, a stranger, and nobody. */
export const PERSONS: Person[] = ['ada', 'will', 'rita', 'otto', 'nobody'];
