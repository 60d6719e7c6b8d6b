import { Heading, Stack } from '@forge/react';
import type { Field } from '../../contract';
import { withOption } from './draft';
import { OptionField } from './option-field';
import type { SectionProps } from './section-props';

/** Fields that share a heading. */
interface FieldSection {
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

/** By which a field without a label of its own is named. */
function headingId(title: string): string {
  return `section-${title.replace(/\W+/g, '-')}`;
}

interface FieldSectionsProps extends SectionProps {
  sections: FieldSection[];
}

/** What the provider asks: the page draws its fields and knows none of them. */
export function FieldSections({ sections, draft, errors, isDisabled, edit }: FieldSectionsProps) {
  return (
    <>
      {sections.map(({ title, fields }) => (
        <Stack key={title} space="space.100">
          <Heading as="h2" size="small" id={headingId(title)}>
            {title}
          </Heading>
          {fields.map((field) => (
            <OptionField
              // A text field keeps its own text: it is drawn anew when the form is filled anew.
              key={`${field.name} ${draft.key}`}
              field={field}
              labelId={field.label === field.section ? headingId(title) : `${field.name}-label`}
              value={draft.options[field.name] ?? ''}
              options={draft.options}
              error={errors[field.name]}
              isDisabled={isDisabled}
              onChange={(value) =>
                edit((newest) => withOption(newest, field.name, value(newest.options[field.name])))
              }
            />
          ))}
        </Stack>
      ))}
    </>
  );
}
