import { stagesOnly } from '../fixtures/codesphere/chosen-fields';
import type {
  CardFunctions,
  LayerFunctions,
  RepositoryFunctions,
  SettingsForm,
  SettingsFunctions,
  WorkspaceFunctions,
} from '../../src/contract';

/** People of the local Bitbucket, and nobody. */
export type Person = 'ada' | 'will' | 'rita' | 'otto' | 'nobody';

/** Who may call a function, and what a page sends with it. */
export interface Row {
  allowed: Person[];
  /** To what is stored, or runs, for the place of the page. */
  does: 'read' | 'write' | 'nothing';
  /** What those read who may not. */
  refusal: string;
  payload: Record<string, unknown>;
}

const FORM: SettingsForm = {
  enabled: true,
  options: stagesOnly('run'),
  variables: [],
};

const NOT_ADMIN = 'Only admins of this repository can see and change these settings.';
const NOT_READER = 'Only those who may see this repository can see its previews.';
const NOT_WRITER = 'Only those who may write to this repository can do this.';

/** What is read by whoever is not signed in, or whose page belongs to no repository. */
export const OUT_OF_PLACE = 'This page does not say which repository it belongs to.';

/** The module whose page belongs to a whole workspace. */
export const WORKSPACE_MODULE = 'workspace-settings';

/** The module whose page belongs to a project. */
export const PROJECT_MODULE = 'project-settings';

/** Whether the page of a module belongs to a repository. */
export function isOfRepository(module: string): boolean {
  return module !== WORKSPACE_MODULE && module !== PROJECT_MODULE;
}

/** What is read at a page of this module that belongs to nothing. */
export function outOfPlace(module: string): string {
  if (module === PROJECT_MODULE) return 'This page does not say which project it belongs to.';
  return module === WORKSPACE_MODULE
    ? 'This page does not say which workspace it belongs to.'
    : OUT_OF_PLACE;
}

/** The functions of the settings page. One without a row does not compile, and fails the first test. */
export const SETTINGS: Record<keyof SettingsFunctions, Row> = {
  loadSettings: { allowed: ['ada'], does: 'read', refusal: NOT_ADMIN, payload: {} },
  connect: {
    allowed: ['ada'],
    does: 'write',
    refusal: NOT_ADMIN,
    payload: { provider: 'codesphere', credentials: { token: 'local-token' } },
  },
  saveSettings: {
    allowed: ['ada'],
    does: 'write',
    refusal: NOT_ADMIN,
    payload: { revision: 1, form: FORM },
  },
  useConnection: { allowed: ['ada'], does: 'write', refusal: NOT_ADMIN, payload: { id: 'c' } },
  // It reads nothing and stores nothing: it splits the text that it was given.
  parseDotenv: {
    allowed: ['ada', 'will', 'rita', 'otto'],
    does: 'nothing',
    refusal: OUT_OF_PLACE,
    payload: { text: 'A=1' },
  },
  disconnect: {
    allowed: ['ada'],
    does: 'write',
    refusal: NOT_ADMIN,
    payload: { previews: 'delete' },
  },
};
/** The functions of the card. */
export const CARD: Record<keyof CardFunctions, Row> = {
  readCard: { allowed: ['ada', 'will', 'rita'], does: 'read', refusal: NOT_READER, payload: {} },
  readHistory: { allowed: ['ada', 'will', 'rita'], does: 'read', refusal: NOT_READER, payload: {} },
  // Of a preview that did not fail there is none.
  readLog: { allowed: ['ada', 'will', 'rita'], does: 'nothing', refusal: NOT_READER, payload: {} },
  approveCommit: {
    allowed: ['ada', 'will'],
    does: 'write',
    refusal: NOT_WRITER,
    payload: { commit: 'a'.repeat(40) },
  },
  actOnReport: {
    allowed: ['ada', 'will'],
    does: 'write',
    refusal: NOT_WRITER,
    payload: { act: 'approve' },
  },
  extend: { allowed: ['ada', 'will'], does: 'write', refusal: NOT_WRITER, payload: {} },
  keep: { allowed: ['ada', 'will'], does: 'write', refusal: NOT_WRITER, payload: {} },
  keepNoLonger: { allowed: ['ada', 'will'], does: 'write', refusal: NOT_WRITER, payload: {} },
  answerCommand: {
    allowed: ['ada', 'will'],
    does: 'write',
    refusal: NOT_WRITER,
    payload: { comment: 1, to: 'do' },
  },
  redeploy: { allowed: ['ada', 'will'], does: 'write', refusal: NOT_WRITER, payload: {} },
  cancelDeployment: { allowed: ['ada', 'will'], does: 'write', refusal: NOT_WRITER, payload: {} },
  deletePreview: { allowed: ['ada', 'will'], does: 'write', refusal: NOT_WRITER, payload: {} },
};
/** The functions of the repository's page. */
const REPOSITORY: Record<keyof RepositoryFunctions, Row> = {
  listPreviews: {
    allowed: ['ada', 'will', 'rita'],
    does: 'read',
    refusal: NOT_READER,
    payload: {},
  },
  actOnPreviews: {
    allowed: ['ada', 'will'],
    does: 'write',
    refusal: NOT_WRITER,
    payload: { action: 'extend', subjects: [{ kind: 'pull-request', id: 1 }] },
  },
};

const NOT_OWNER = 'Only owners of this workspace can see and change its connections and rules.';

const LAYER_SAVE = { version: 'seen', form: { values: { 'rules.days': '3' }, locks: {} } };

/** The functions of the workspace's page. */
const WORKSPACE: Record<keyof WorkspaceFunctions, Row> = {
  loadConnections: { allowed: ['ada'], does: 'read', refusal: NOT_OWNER, payload: {} },
  addConnection: {
    allowed: ['ada'],
    does: 'write',
    refusal: NOT_OWNER,
    payload: { provider: 'codesphere', title: 'Web', credentials: { token: 'local-token' } },
  },
  replaceKey: {
    allowed: ['ada'],
    does: 'write',
    refusal: NOT_OWNER,
    payload: { id: 'c', credentials: { token: 'local-token' } },
  },
  limitConnection: {
    allowed: ['ada'],
    does: 'write',
    refusal: NOT_OWNER,
    payload: { id: 'c', most: 2 },
  },
  removeConnection: { allowed: ['ada'], does: 'write', refusal: NOT_OWNER, payload: { id: 'c' } },
  listAllPreviews: { allowed: ['ada'], does: 'read', refusal: NOT_OWNER, payload: {} },
  listRepositories: { allowed: ['ada'], does: 'read', refusal: NOT_OWNER, payload: {} },
  loadChoices: {
    allowed: ['ada'],
    does: 'read',
    refusal: NOT_OWNER,
    payload: { connection: 'c' },
  },
  setUpRepositories: {
    allowed: ['ada'],
    does: 'write',
    refusal: NOT_OWNER,
    payload: { connection: 'c', repositories: ['11111111-0000-4000-8000-000000000000'] },
  },
  loadLayer: { allowed: ['ada'], does: 'read', refusal: NOT_OWNER, payload: {} },
  saveLayer: { allowed: ['ada'], does: 'write', refusal: NOT_OWNER, payload: LAYER_SAVE },
};
/** The functions of a project's page. */
const PROJECT: Record<keyof LayerFunctions, Row> = {
  loadLayer: {
    allowed: ['ada', 'will', 'rita'],
    does: 'read',
    refusal: 'Bitbucket does not show this project to you.',
    payload: {},
  },
  saveLayer: {
    allowed: ['ada'],
    does: 'write',
    refusal: 'Only owners of the workspace can change the rules of a project.',
    payload: LAYER_SAVE,
  },
};
/** Every function with the module whose page calls it. */
export const ROWS: [module: string, name: string, row: Row][] = [
  ...Object.entries(SETTINGS).map(([name, row]): [string, string, Row] => [
    'settings-page',
    name,
    row,
  ]),
  ...Object.entries(WORKSPACE).map(([name, row]): [string, string, Row] => [
    WORKSPACE_MODULE,
    name,
    row,
  ]),
  ...Object.entries(PROJECT).map(([name, row]): [string, string, Row] => [
    PROJECT_MODULE,
    name,
    row,
  ]),
  ...Object.entries(CARD).map(([name, row]): [string, string, Row] => ['preview-card', name, row]),
  ...Object.entries(REPOSITORY).map(([name, row]): [string, string, Row] => [
    'repository-page',
    name,
    row,
  ]),
];
/** An admin, a writer and a reader of the demo, a stranger, and nobody. */
export const PERSONS: Person[] = ['ada', 'will', 'rita', 'otto', 'nobody'];
