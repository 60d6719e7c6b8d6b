import type { Field, FieldValue, FieldValues } from '../../contract';

/** What is in the fields before anybody enters anything. */
export function filledValues(fields: Field[]): FieldValues {
  return Object.fromEntries(
    fields.map((field) => [field.name, 'value' in field ? field.value : '']),
  );
}

/** What is sent of them: what is the same looks the same. */
export function sentValues(values: FieldValues): FieldValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asSent(value)]));
}

/** Without blanks around a text, and with boxes in one order. */
function asSent(value: FieldValue): FieldValue {
  return typeof value === 'string' ? value.trim() : [...value].sort();
}
