import type { Field } from '../../contract';

/** Fields that share a heading. */
export interface FieldSection {
  title: string;
  fields: Field[];
}

/** The fields by their headings, in their order. */
export function sectionsOf(fields: Field[]): FieldSection[] {
  const sections: FieldSection[] = [];
  for (const field of fields) {
    const last = sections.at(-1);
    if (last?.title === field.section) last.fields.push(field);
    else sections.push({ title: field.section, fields: [field] });
  }
  return sections;
}
