import type {
  Field,
  FieldValue,
  FieldValues,
  SettingsForm,
  SettingsView,
  VariableRow,
} from '../../contract';
import { filledValues, sentValues } from '../fields/entered-values';

/** A row of the env var table while it is edited. */
export interface DraftVariable {
  /** Never used twice in one visit: a new key draws the row's fields anew. */
  key: number;
  name: string;
  secret: boolean;
  /** What was typed or pasted; empty while `source` is `stored`. */
  value: string;
  /** `stored`: a secret that the app holds and nobody can read. `pasted`: not shown either. */
  source: 'typed' | 'pasted' | 'stored';
  /** Previews of forks get it too; never those that are secret. */
  forks: boolean;
  /** The app holds a secret value for this name, whether or not it shall stay. */
  isStored: boolean;
}

/** The settings form while it is edited. */
export interface Draft {
  enabled: boolean;
  /** What is in the provider's fields. */
  options: FieldValues;
  /** Changes when the whole form is filled anew. */
  key: number;
  variables: DraftVariable[];
  nextKey: number;
}

/** The form as it was saved, or filled with what most repositories need. */
export function draftFrom(view: SettingsView, key: number): Draft {
  const { enabled, options, variables } = view.saved ?? firstForm(view);
  return {
    enabled,
    options,
    key,
    variables: variables.map((row, index) => ({
      key: key + 1 + index,
      name: row.name,
      secret: row.secret,
      value: row.value ?? '',
      forks: row.forks ?? false,
      source: isStored(row) ? 'stored' : 'typed',
      isStored: isStored(row),
    })),
    nextKey: key + 1 + variables.length,
  };
}

function isStored(row: VariableRow): boolean {
  return row.secret && row.value === undefined;
}

function firstForm({ fields }: SettingsView): SettingsForm {
  return { enabled: true, options: filledValues(fields), variables: [] };
}

/**
 * The draft of who keeps it although somebody else saved: what was not touched is theirs, and so is what is locked
 * above.
 */
export function draftOnto(draft: Draft, before: SettingsView, theirs: SettingsView): Draft {
  const was = (before.saved ?? firstForm(before)).options;
  const is = (theirs.saved ?? firstForm(theirs)).options;
  const isTheirs = ({ name, above }: Field) =>
    above?.lock !== undefined || String(draft.options[name]) === String(was[name]);
  const taken = theirs.fields.filter(isTheirs).map(({ name }) => [name, is[name] ?? ''] as const);
  return {
    ...draft,
    options: { ...draft.options, ...Object.fromEntries(taken) },
    key: draft.nextKey,
    nextKey: draft.nextKey + 1,
  };
}

/** The draft with something else in one of the provider's fields. */
export function withOption(draft: Draft, name: string, value: FieldValue): Draft {
  return { ...draft, options: { ...draft.options, [name]: value } };
}

/** The rows that are sent; a row in which nothing was typed is none. */
export function filledRows(draft: Draft): DraftVariable[] {
  return draft.variables.filter((row) => row.name !== '' || row.value !== '');
}

/** What is sent to be saved. A stored secret goes without its value, which keeps it. */
export function formFrom(draft: Draft): SettingsForm {
  return {
    enabled: draft.enabled,
    options: sentValues(draft.options),
    variables: filledRows(draft).map(rowFrom),
  };
}

function rowFrom({ name, secret, value, source, forks }: DraftVariable): VariableRow {
  if (source === 'stored') return { name, secret };
  return { name, secret, value, ...(forks && !secret ? { forks } : {}) };
}

/** Whether somebody changed the form since it was filled from `view`. */
export function isTouched(view: SettingsView, draft: Draft): boolean {
  return asText(draft) !== asText(draftFrom(view, 0));
}

function asText(draft: Draft): string {
  return JSON.stringify(formFrom(draft));
}

/** The draft with one more empty row. */
export function withNewRow(draft: Draft): Draft {
  const row: DraftVariable = {
    key: draft.nextKey,
    name: '',
    secret: false,
    value: '',
    source: 'typed',
    forks: false,
    isStored: false,
  };
  return { ...draft, variables: [...draft.variables, row], nextKey: draft.nextKey + 1 };
}

/** The draft with pasted rows in it: same names are overwritten in place, a secret stays one. */
export function withPastedRows(
  draft: Draft,
  rows: { name: string; value: string }[],
  secret: boolean,
): Draft {
  let nextKey = draft.nextKey;
  const variables = filledRows(draft);
  for (const { name, value } of rows) {
    const at = variables.findIndex((row) => row.name === name);
    const isSecret = secret || Boolean(variables[at]?.secret);
    const row: DraftVariable = {
      key: nextKey,
      name,
      secret: isSecret,
      value,
      source: isSecret ? 'pasted' : 'typed',
      forks: Boolean(variables[at]?.forks),
      isStored: Boolean(variables[at]?.isStored),
    };
    nextKey += 1;
    if (at === -1) variables.push(row);
    else variables[at] = row;
  }
  return { ...draft, variables, nextKey };
}
