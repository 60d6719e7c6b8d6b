import type { CardView } from './domain/card-view';
import type { Plan, Team } from './domain/provider';

/** A problem that a person can mend, with where it is. */
export interface FieldError {
  /** `token`, `team`, `plan`, `profile`, `stages`, `variables`, or `variables.<row>.name|value`. */
  field: string;
  message: string;
}

/** A row of the env var table. A secret value travels to the backend only. */
export interface VariableRow {
  name: string;
  secret: boolean;
  /** Plain: the value. Secret: what was typed just now; undefined keeps the stored value. */
  value?: string;
}

/** What the settings page may know. */
export interface SettingsView {
  /** Send it back with a save: a save on top of somebody else's is refused. */
  revision: number;
  enabled: boolean;
  repositoryName?: string;
  connection?: {
    providerTitle: string;
    /** Milliseconds since the epoch. */
    setAt: number;
    teams: Team[];
  };
  /** Set while running previews are deleted before the key is forgotten. */
  disconnecting?: { left: number };
  options?: SettingsForm;
  /** What the chosen plan was called, even when the provider no longer has it. */
  savedPlanTitle?: string;
  savedTeamName?: string;
  /** Live lists of the provider; undefined when it could not be asked. */
  plans?: Plan[];
  teams?: Team[];
  /** Why something that is shown may be wrong or cannot be used: rejected key, provider down, plan gone. */
  problems: { message: string; remedy: string; field?: string }[];
  previews: { open: number };
}

/** The part of the settings page that is saved together. */
export interface SettingsForm {
  enabled: boolean;
  teamId: string;
  planId: string;
  profile: string;
  stages: { prepare: boolean; test: boolean; run: boolean };
  stopOnTestFailure: boolean;
  visibility: 'public' | 'restricted';
  variables: VariableRow[];
}

/** How a writing call of the settings page ended. */
export type SettingsResult =
  | { type: 'saved'; view: SettingsView; changes: string[] }
  | { type: 'invalid'; errors: FieldError[] }
  | { type: 'conflict'; message: string; view: SettingsView }
  | { type: 'refused'; message: string; remedy: string };

/** What reading the settings page ends in. */
export type SettingsLoadResult =
  { type: 'view'; view: SettingsView } | { type: 'refused'; message: string; remedy: string };

/** What a pasted dotenv text holds. */
export type DotenvResult =
  | { type: 'parsed'; rows: { name: string; value: string }[]; errors: FieldError[] }
  | { type: 'refused'; message: string; remedy: string };

/** The functions of the settings page's resolver. Who and which repository come from the context. */
export interface SettingsFunctions {
  loadSettings: { payload: undefined; result: SettingsLoadResult };
  connect: { payload: { token: string }; result: SettingsResult };
  disconnect: { payload: { previews: 'delete' | 'keep' }; result: SettingsResult };
  saveSettings: { payload: { revision: number; form: SettingsForm }; result: SettingsResult };
  parseDotenv: { payload: { text: string }; result: DotenvResult };
}

/** How a call of the card ended. */
export type CardResult =
  { type: 'card'; card: CardView } | { type: 'refused'; message: string; remedy: string };

/** The functions of the card's resolver. Who and which pull request come from the context. */
export interface CardFunctions {
  readCard: { payload: undefined; result: CardResult };
  redeploy: { payload: undefined; result: CardResult };
  deletePreview: { payload: undefined; result: CardResult };
}
