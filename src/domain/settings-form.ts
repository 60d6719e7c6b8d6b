import * as v from 'valibot';
import { FieldValues, type FieldError } from './field';
import { placeholderError } from './placeholders';
import type { Variable } from './settings';

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
  /** What was entered in the fields of the provider and of the rules. */
  options: FieldValues;
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

/** The names that the shells of environments take, and a little more. */
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

const Row = v.object({
  name: v.pipe(v.string(), v.trim()),
  // Not a guess: a secret taken for another value would be shown.
  secret: v.boolean(),
  value: v.exactOptional(v.string()),
  forks: v.exactOptional(v.boolean()),
});

const Form = v.object({
  enabled: v.boolean(),
  options: FieldValues,
  variables: v.array(Row),
});

/** The form in a resolver's payload; undefined when the payload is no form at all. */
export function parseSettingsForm(payload: unknown): SettingsForm | undefined {
  const { success, output } = v.safeParse(Form, payload);
  if (!success) return undefined;
  const variables = output.variables.map(({ forks, ...row }): VariableRow => {
    return forks && !row.secret ? { ...row, forks } : row;
  });
  return { ...output, variables };
}

/** Everything in the env vars of a form that cannot be stored, each at its place. Empty when all is well. */
export function checkVariables(rows: VariableRow[], stored: Variable[]): FieldError[] {
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

/** What is wrong with the name of an env var; `earlier` is the row that has it already. */
export function nameError(name: string, earlier: number | undefined): string | undefined {
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
  const placeholder = placeholderError(row.value ?? '');
  if (placeholder) return placeholder;
  if (row.value !== undefined) return undefined;
  if (!row.secret) return 'Enter a value. A stored secret cannot be shown.';
  const known = stored.some(({ name, secret }) => secret && name === row.name);
  return known ? undefined : 'Enter a value. None is stored under this name.';
}

/** The length of a text in UTF-8. */
function byteLength(value: string): number {
  return new TextEncoder().encode(value).length;
}
