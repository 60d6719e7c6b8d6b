import { Heading, Stack } from '@forge/react';
import { withOption } from './draft';
import { focusAt } from './focus';
import { OptionField } from './option-field';
import type { SectionProps } from './section-props';
import type { FieldSection } from './sections-of';

/** By which a field without a label of its own is named. */
function headingId(title: string): string {
  return `section-${title.replace(/\W+/g, '-')}`;
}

interface FieldSectionsProps extends SectionProps {
  sections: FieldSection[];
}

/** What the provider asks: the page draws its fields and knows none of them. */
export function FieldSections({
  sections,
  draft,
  errors,
  focus,
  isDisabled,
  edit,
}: FieldSectionsProps) {
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
              key={`${field.name} ${draft.key} ${focusAt(focus, field.name).turn}`}
              isBegun={focusAt(focus, field.name).isThere}
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
