import * as v from 'valibot';

/** What was entered in a field: one text, or which boxes of a group are checked. */
export type FieldValue = string | string[];

/** What was entered, by the names of the fields. */
export const FieldValues = v.record(v.string(), v.union([v.string(), v.array(v.string())]));
export type FieldValues = Readonly<v.InferOutput<typeof FieldValues>>;

/** One of several that can be chosen. */
export interface Choice {
  value: string;
  label: string;
  /** Only shown, below it, while the box of this other value is checked. */
  within?: string;
  /** Of a field that depends on another one: it can be chosen while that one has this value. */
  of?: string;
}

interface AnyField {
  /** In one word of letters. It is the field's id on the page, and what errors are told by. */
  name: string;
  label: string;
  /** The heading that fields which follow each other share. A field of the same name needs no label. */
  section: string;
  /** What it takes, or what it is for. */
  help?: string;
  /** What is wrong with what is saved; it is shown until something else is entered. */
  problem?: string;
  /** What a layer above sets, which counts as long as nothing else is entered here. */
  above?: SetAbove;
}

/** What a layer above sets for a field. */
export interface SetAbove {
  /** Who sets it, to begin a sentence: `The workspace`. */
  by: string;
  value: FieldValue;
  /** The value in words. */
  words: string;
  /** Why nothing else may be entered here. */
  lock?: string;
}

/** Something that a page asks a person for, ready to be drawn. `value` is what is saved, or usual. */
export type Field = AnyField &
  (
    | { type: 'text'; value: string; placeholder?: string }
    /** Never shown, so it has no value. */
    | { type: 'secret' }
    | {
        type: 'choice';
        value: string;
        choices: Choice[];
        /** The name of the field whose value decides which of the choices there are. */
        dependsOn?: string;
        /** What to say when nothing is chosen. */
        missing: string;
        /** It cannot be changed now, because nobody knows what there is to choose. */
        isLocked?: true;
      }
    /** Several of a list that may be long, and is searched. */
    | {
        type: 'several';
        value: string[];
        choices: Choice[];
        /** It cannot be changed now, because nobody knows what there is to choose. */
        isLocked?: true;
      }
    | { type: 'checkboxes'; value: string[]; choices: Choice[] }
    | { type: 'radio'; value: string; choices: Choice[] }
  );

/** What is in the fields before anybody enters anything. */
export function valuesOf(fields: Field[]): FieldValues {
  return Object.fromEntries(
    fields.map((field) => [field.name, field.type === 'secret' ? '' : field.value]),
  );
}

/** A problem that a person can mend, with where it is. */
export interface FieldError {
  /** The name of a field, `variables`, `variables.<row>.name|value`, or `connection`. */
  field: string;
  message: string;
}
