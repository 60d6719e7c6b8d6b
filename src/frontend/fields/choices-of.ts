import type { Choice, Field, FieldValues } from '../../contract';

/** What can be chosen in a field, as the other fields are now. */
export function choicesOf(
  { choices, dependsOn }: Extract<Field, { type: 'choice' }>,
  options: FieldValues,
): Choice[] {
  return dependsOn === undefined ? choices : choices.filter(({ of }) => of === options[dependsOn]);
}
