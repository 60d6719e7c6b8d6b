import type { CardView } from './domain/card-view';
import type { HistoryLine } from './domain/history';
import type { Field, FieldError, FieldValues } from './domain/field';
import type { LayerView } from './domain/layer-view';
import type { LayerForm } from './domain/parse-layer';
import type { PreviewRow, PreviewsView } from './domain/preview-row';
import type { SaveEffect } from './domain/save-effect';
import type { RepositoriesView, SetUpResult } from './domain/set-up';
import type { SettingsForm } from './domain/settings-form';
import type { SettingsView } from './domain/settings-view';
import type { WorkspacePreviews } from './domain/workspace-previews';
import type { WorkspaceView } from './domain/workspace-view';

export { formatDuration } from './domain/format-duration';
export { FORMER_PERSON } from './domain/person';
export { warnOfName } from './domain/tool-variable';
export type { CardView } from './domain/card-view';
export type { HistoryLine } from './domain/history';
export type { StepRecord } from './domain/preview';
export type { Choice, Field, FieldError, FieldValue, FieldValues, SetAbove } from './domain/field';
export type { LayerView } from './domain/layer-view';
export type { LayerForm } from './domain/parse-layer';
export type { PreviewRow, PreviewsView } from './domain/preview-row';
export type { SaveEffect } from './domain/save-effect';
export type { RepositoriesView, RepositoryRow, SetUpResult } from './domain/set-up';
export type { SettingsForm, VariableRow } from './domain/settings-form';
export type { ShownStarter } from './domain/starter';
export type { PreviewTotals, WorkspacePreviews } from './domain/workspace-previews';
export type { ShownConnection, WorkspaceView } from './domain/workspace-view';
export type { ConnectableProvider, ProviderPage, SettingsView } from './domain/settings-view';

/** A plain refusal: what was refused, and what to do about it. */
export interface Refused {
  type: 'refused';
  message: string;
  remedy: string;
}

/** How a writing call of the settings page ended. */
export type SettingsResult =
  | { type: 'saved'; view: SettingsView; changes: string[] }
  | { type: 'invalid'; errors: FieldError[] }
  | { type: 'conflict'; message: string; view: SettingsView }
  | Refused;

/** How a save ended; `asks` when nothing is saved yet, for it would do this to previews. */
export type SaveResult =
  | Exclude<SettingsResult, { type: 'saved' }>
  | { type: 'saved'; view: SettingsView; changes: string[]; effect: SaveEffect }
  | { type: 'asks'; effect: SaveEffect };

/** What reading the settings page ends in. */
export type SettingsLoadResult = { type: 'view'; view: SettingsView } | Refused;

/** How many characters of a dotenv text the backend takes. */
export const LONGEST_DOTENV = 250_000;

/** What a pasted dotenv text holds; `problems` names in words what was not understood. */
export type DotenvResult =
  { type: 'parsed'; entries: { name: string; value: string }[]; problems: string[] } | Refused;

/** The functions of the settings page's resolver. Who and which repository come from the context. */
export interface SettingsFunctions {
  loadSettings: { payload: undefined; result: SettingsLoadResult };
  connect: {
    payload: { provider: string; credentials: Record<string, string> };
    result: SettingsResult;
  };
  /** Uses a connection of the workspace. */
  useConnection: { payload: { id: string }; result: SettingsResult };
  disconnect: { payload: { previews: 'delete' | 'keep' }; result: SettingsResult };
  /**
   * With `ask`, a save that touches previews answers `asks` and changes nothing. `above` is the view's: without it
   * the save takes the rules above as they are now.
   */
  saveSettings: {
    payload: { revision: number; above?: string; form: SettingsForm; ask?: boolean };
    result: SaveResult;
  };
  parseDotenv: { payload: { text: string }; result: DotenvResult };
}

/** How a call of the workspace's page ended. */
export type WorkspaceResult =
  | { type: 'view'; view: WorkspaceView; changes: string[] }
  | { type: 'invalid'; errors: FieldError[] }
  | Refused;

/** What reading the rules of a workspace or a project ends in. */
export type LayerLoadResult = { type: 'layer'; layer: LayerView } | Refused;

/** How a save of such rules ended; `asks` when nothing is saved yet, for it would do this to previews. */
export type LayerSaveResult =
  | { type: 'saved'; layer: LayerView; changes: string[]; effect: SaveEffect }
  | { type: 'asks'; effect: SaveEffect }
  | { type: 'invalid'; errors: FieldError[] }
  | { type: 'conflict'; layer: LayerView }
  | Refused;

/** What the pages of a workspace and of a project call about the rules that these set. */
export interface LayerFunctions {
  loadLayer: { payload: undefined; result: LayerLoadResult };
  /** With `ask`, a save that touches previews answers `asks` and changes nothing. */
  saveLayer: {
    payload: { version: string; form: LayerForm; ask?: boolean };
    result: LayerSaveResult;
  };
}

/** The functions of the workspace page's resolver. Who and which workspace come from the context. */
export interface WorkspaceFunctions extends LayerFunctions {
  loadConnections: { payload: undefined; result: WorkspaceResult };
  addConnection: {
    payload: { provider: string; title: string; credentials: Record<string, string> };
    result: WorkspaceResult;
  };
  replaceKey: {
    payload: { id: string; credentials: Record<string, string> };
    result: WorkspaceResult;
  };
  /** Without `most` any number of previews may run over it. */
  limitConnection: { payload: { id: string; most?: number }; result: WorkspaceResult };
  removeConnection: { payload: { id: string }; result: WorkspaceResult };
  listAllPreviews: { payload: undefined; result: AllPreviewsResult };
  listRepositories: { payload: undefined; result: RepositoriesResult };
  /** What has to be chosen at the provider of a connection. */
  loadChoices: { payload: { connection: string }; result: ChoicesResult };
  /** At most `MOST_SET_UP`. They begin as `model` is, or else with these options. */
  setUpRepositories: {
    payload: {
      connection: string;
      model?: string;
      options?: FieldValues;
      repositories: string[];
    };
    result: SetUpRepositoriesResult;
  };
}

/** So many repositories are set up by one call: an invocation has 25 seconds, and each asks Bitbucket five times. */
export const MOST_SET_UP = 10;

/** What reading every preview of a workspace ends in. */
export type AllPreviewsResult = { type: 'all-previews'; view: WorkspacePreviews } | Refused;

/** What reading the repositories of a workspace ends in. */
export type RepositoriesResult = { type: 'repositories'; view: RepositoriesView } | Refused;

/** What reading the fields of a provider ends in; `problem` says why there is nothing to choose from. */
export type ChoicesResult =
  | { type: 'choices'; fields: Field[]; problem?: string }
  | { type: 'invalid'; errors: FieldError[] }
  | Refused;

/** How setting up repositories ended. */
export type SetUpRepositoriesResult =
  { type: 'set-up'; results: SetUpResult[] } | { type: 'invalid'; errors: FieldError[] } | Refused;

/** So many previews take an action at once: an invocation has 25 seconds, and each takes two calls of the store. */
export const MOST_AT_ONCE = 50;

/** How a call of the repository's page ended. */
export type PreviewsResult = { type: 'previews'; view: PreviewsView } | Refused;

/** The functions of the resolver of a repository's page. Who and which repository come from the context. */
export interface RepositoryFunctions {
  listPreviews: { payload: undefined; result: PreviewsResult };
  /** At most `MOST_AT_ONCE`. */
  actOnPreviews: {
    payload: {
      action: 'redeploy' | 'extend' | 'keep' | 'keepNoLonger' | 'delete';
      subjects: PreviewRow['subject'][];
    };
    result: PreviewsResult;
  };
}

/** How a call of the card ended. */
export type CardResult = { type: 'card'; card: CardView } | Refused;

/**
 * What reading the card ends in. `unchanged` when nothing changed since the card of that `version`; `now`
 * is the time of the answer.
 */
export type CardReadResult = CardResult | { type: 'unchanged'; now: number };

/** What reading the history ends in: newest first. */
export type HistoryResult = { type: 'history'; lines: HistoryLine[] } | Refused;

/**
 * What reading the whole log of a failed step ends in: as much of it as the provider still has, which may be
 * nothing.
 */
export type LogResult = { type: 'log'; text: string } | Refused;

/** The functions of the card's resolver. Who and which pull request come from the context. */
export interface CardFunctions {
  /** `version` is that of the card that is shown already. */
  readCard: { payload: { version?: string }; result: CardReadResult };
  redeploy: { payload: undefined; result: CardResult };
  /** Lets the preview live as long again, from now on. */
  extend: { payload: undefined; result: CardResult };
  /** Keeps the preview from going by itself, until `keepNoLonger`. */
  keep: { payload: undefined; result: CardResult };
  keepNoLonger: { payload: undefined; result: CardResult };
  cancelDeployment: { payload: undefined; result: CardResult };
  deletePreview: { payload: undefined; result: CardResult };
  /** The commit that the person saw; it counts only while it is the newest one. */
  approveCommit: { payload: { commit: string }; result: CardResult };
  /** One of the card's `acts`, by its id; it counts only while the card offers it. */
  actOnReport: { payload: { act: string }; result: CardResult };
  /** Has what a comment asked for done, or dismisses it. */
  answerCommand: { payload: { comment: number; to: 'do' | 'dismiss' }; result: CardResult };
  readHistory: { payload: undefined; result: HistoryResult };
  readLog: { payload: undefined; result: LogResult };
}
