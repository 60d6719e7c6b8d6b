import type { Field, FieldError } from '../../contract';
import { choicesOf } from '../fields/choices-of';
import { filledRows, type Draft } from './draft';

/** Messages by field: the provider's fields by name, `variables`, `name:<row key>`, `value:<row key>`. */
export type DraftErrors = Readonly<Record<string, string>>;

/** The names that providers take for env vars. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** What is wrong already while one types. */
export function errorsWhileTyping(draft: Draft): DraftErrors {
  const errors: Record<string, string> = {};
  const seen = new Set<string>();
  for (const { key, name } of draft.variables) {
    if (name === '') continue;
    if (!NAME.test(name)) {
      errors[`name:${key}`] =
        'Use letters, digits, dots, dashes and underscores, and begin with a letter or underscore.';
    } else if (seen.has(name)) {
      errors[`name:${key}`] = `There is another variable named ${name}. Rename or remove one.`;
    }
    seen.add(name);
  }
  return errors;
}

/** What has to be mended before it makes sense to save. */
export function errorsBeforeSaving(draft: Draft, fields: Field[]): DraftErrors {
  const errors: Record<string, string> = { ...errorsWhileTyping(draft) };
  for (const field of fields) {
    if (field.type !== 'choice') continue;
    const chosen = draft.options[field.name];
    const isThere = choicesOf(field, draft.options).some(({ value }) => value === chosen);
    if (!chosen || (field.dependsOn !== undefined && !isThere)) {
      errors[field.name] = field.missing;
    }
  }
  for (const row of filledRows(draft)) {
    if (row.name === '') errors[`name:${row.key}`] = 'Type a name, or remove the row.';
    if (row.secret && row.source !== 'stored' && row.value === '') {
      errors[`value:${row.key}`] = row.isStored
        ? 'Type the new value, or keep the stored one.'
        : 'Type the value of this secret.';
    }
  }
  return errors;
}

/** The resolver's errors, moved from the rows that were sent to the rows of the draft. */
export function errorsFromResolver(errors: FieldError[], sent: Draft): DraftErrors {
  const rows = filledRows(sent);
  return Object.fromEntries(
    errors.map(({ field, message }) => {
      const [, index, part] = /^variables\.(\d+)(?:\.(name|value))?$/.exec(field) ?? [];
      const row = index === undefined ? undefined : rows[Number(index)];
      return [row ? `${part ?? 'name'}:${row.key}` : field, message];
    }),
  );
}

/** The errors of fields that were not touched since. */
export function errorsThatStand(errors: DraftErrors, before: Draft, after: Draft): DraftErrors {
  return Object.fromEntries(
    Object.entries(errors).filter(([field]) => valueOf(before, field) === valueOf(after, field)),
  );
}

function valueOf(draft: Draft, field: string): unknown {
  const [part, key] = field.split(':');
  if (key !== undefined) {
    const row = draft.variables.find((one) => one.key === Number(key));
    return part === 'name' ? row?.name : row && `${row.source} ${row.secret} ${row.value}`;
  }
  return Object.hasOwn(draft.options, field) ? draft.options[field] : draft.variables;
}
