import { isRecord } from './is-record';
import type { RepositorySettings, Variable } from './settings';

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
  /** Plain: previews of forks get it too. */
  forks?: boolean;
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

/**
 * The most that is stored: a secret of Forge's store holds 128 KiB as JSON, and the secret values are one.
 * The settings with the plain values are a row, which holds 240 KiB in all.
 */
const MOST_VARIABLES = 100;
const LONGEST_NAME = 128;
const LARGEST_VALUE_BYTES = 16 * 1024;
const LARGEST_TOTAL_BYTES = 128 * 1024;

/** The names that Codesphere takes (its OpenAPI document). */
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
/** A profile is a part of a file name, `ci.<profile>.yml`, and of a path at the provider. */
const PROFILE_NAME = /^[A-Za-z0-9_-]{0,64}$/;

/**
 * The form in a resolver's payload. Whatever is not of its shape becomes an empty choice, which
 * `checkSettingsForm` then names; undefined when the payload is no form at all.
 */
export function parseSettingsForm(payload: unknown): SettingsForm | undefined {
  if (!isRecord(payload) || !Array.isArray(payload.variables)) return undefined;
  const stages = isRecord(payload.stages) ? payload.stages : {};
  const variables = payload.variables.map(parseVariableRow);
  if (variables.some((row) => row === undefined)) return undefined;
  return {
    enabled: payload.enabled === true,
    teamId: text(payload.teamId),
    planId: text(payload.planId),
    profile: text(payload.profile).trim(),
    stages: {
      prepare: stages.prepare === true,
      test: stages.test === true,
      run: stages.run === true,
    },
    stopOnTestFailure: payload.stopOnTestFailure !== false,
    visibility: payload.visibility === 'public' ? 'public' : 'restricted',
    variables: variables.filter((row) => row !== undefined),
  };
}

function parseVariableRow(value: unknown): VariableRow | undefined {
  if (!isRecord(value) || typeof value.name !== 'string') return undefined;
  if (value.value !== undefined && typeof value.value !== 'string') return undefined;
  // Not a guess: a secret taken for another value would be shown.
  if (typeof value.secret !== 'boolean') return undefined;
  return {
    name: value.name.trim(),
    secret: value.secret,
    ...(value.forks === true && value.secret !== true ? { forks: true } : {}),
    ...(value.value === undefined ? {} : { value: value.value }),
  };
}

/** Everything in a form that cannot be stored, each at its place. Empty when all is well. */
export function checkSettingsForm(
  form: SettingsForm,
  stored: RepositorySettings | undefined,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!form.teamId) errors.push({ field: 'team', message: 'Choose a team.' });
  if (!form.planId) errors.push({ field: 'plan', message: 'Choose a plan.' });
  if (!PROFILE_NAME.test(form.profile)) {
    errors.push({
      field: 'profile',
      message: 'A profile name has only letters, digits, - and _, and at most 64 of them.',
    });
  }
  if (!form.stages.prepare && !form.stages.test && !form.stages.run) {
    errors.push({ field: 'stages', message: 'Choose at least one stage.' });
  }
  return [...errors, ...checkVariables(form.variables, stored?.options?.variables ?? [])];
}

function checkVariables(rows: VariableRow[], stored: Variable[]): FieldError[] {
  // Alone: with a word about each of very many rows the answer would be too long for Forge.
  if (rows.length > MOST_VARIABLES) {
    const message = `There are ${rows.length} env vars; at most ${MOST_VARIABLES} can be stored.`;
    return [{ field: 'variables', message }];
  }
  const errors = checkTotal(Object.fromEntries(rows.map(({ name, value = '' }) => [name, value])));
  const seen = new Map<string, number>();
  rows.forEach((row, index) => {
    const name = nameError(row.name, seen.get(row.name));
    if (name) errors.push({ field: `variables.${index}.name`, message: name });
    seen.set(row.name, seen.get(row.name) ?? index);
    const value = valueError(row, stored);
    if (value) errors.push({ field: `variables.${index}.value`, message: value });
  });
  return errors;
}

/** The error of values, by their names, that are too large together. They are stored as JSON, whose bytes count. */
export function checkTotal(values: Record<string, string>): FieldError[] {
  const total = byteLength(JSON.stringify(values));
  if (total <= LARGEST_TOTAL_BYTES) return [];
  const message = `Names and values are ${Math.ceil(total / 1024)} KiB together as JSON; at most ${LARGEST_TOTAL_BYTES / 1024} KiB can be stored.`;
  return [{ field: 'variables', message }];
}

function nameError(name: string, earlier: number | undefined): string | undefined {
  if (!name) return 'Enter a name.';
  if (name.length > LONGEST_NAME) return `A name has at most ${LONGEST_NAME} characters.`;
  if (!VARIABLE_NAME.test(name)) {
    return 'A name begins with a letter or _ and goes on with letters, digits, _, . or -.';
  }
  return earlier === undefined ? undefined : `Row ${earlier + 1} has this name already.`;
}

function valueError(row: VariableRow, stored: Variable[]): string | undefined {
  const bytes = byteLength(row.value ?? '');
  if (bytes > LARGEST_VALUE_BYTES) {
    return `The value is ${Math.ceil(bytes / 1024)} KiB; at most ${LARGEST_VALUE_BYTES / 1024} KiB can be stored.`;
  }
  if (row.value?.includes('\0')) return 'A value cannot hold a NUL character.';
  if (row.value !== undefined) return undefined;
  if (!row.secret) return 'Enter a value. A stored secret cannot be shown.';
  const known = stored.some(({ name, secret }) => secret && name === row.name);
  return known ? undefined : 'Enter a value. None is stored under this name.';
}

/** The length of a text in UTF-8. */
function byteLength(value: string): number {
  return new TextEncoder().encode(value).length;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
