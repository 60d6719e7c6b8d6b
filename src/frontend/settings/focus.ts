import type { Field } from '../../contract';
import type { Draft } from './draft';
import type { DraftErrors } from './draft-errors';
import { sectionsOf } from '../fields/sections-of';

/** The button that saves, among the names of fields. */
export const SAVE = ':save';
/** The first field for a key, where nothing is connected. */
export const CONNECT = ':connect';

/**
 * Where the focus was sent last. UI Kit can only begin with the focus, so what it is sent to is drawn anew: its
 * key is the turn, which stays until the focus is sent elsewhere, or what is typed there would be interrupted.
 */
export interface Focus {
  /** As errors name it: an option, `name:<row key>`, `value:<row key>`, or `SAVE`. */
  field: string | undefined;
  turn: number;
}

/** The focus sent to `field`, after `before`. */
export function sentTo(field: string | undefined, before: Focus | undefined): Focus {
  return { field, turn: (before?.turn ?? 0) + 1 };
}

/** The key and the beginning of what `field` names. */
export function focusAt(focus: Focus | undefined, field: string) {
  const isThere = focus?.field === field;
  return { turn: isThere ? focus.turn : 0, isThere };
}

/** The first field of the form that can begin with the focus. */
export function firstField(fields: Field[]): string | undefined {
  return fields.find(takesFocus)?.name;
}

/** The first of the fields with an error, as they stand on the page, that can begin with the focus. */
export function firstFault(
  errors: DraftErrors,
  { variables }: Draft,
  fields: Field[],
): string | undefined {
  const [first, ...others] = sectionsOf(fields);
  const names = (some: Field[] = []) => some.filter(takesFocus).map(({ name }) => name);
  const onPage = [
    ...names(first?.fields),
    ...variables.flatMap(({ key }) => [`name:${key}`, `value:${key}`]),
    ...others.flatMap((section) => names(section.fields)),
  ];
  return onPage.find((field) => errors[field] !== undefined);
}

/** UI Kit's radio groups and checkboxes cannot. */
function takesFocus({ type }: Field): boolean {
  return type !== 'radio' && type !== 'checkboxes';
}
