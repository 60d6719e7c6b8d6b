import { Heading, Stack } from '@forge/react';
import { useName } from '../use-name';
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
export function FieldSections({ sections, ...props }: FieldSectionsProps) {
  return (
    <>
      {sections.map((section) => (
        <Section key={section.title} {...props} section={section} />
      ))}
    </>
  );
}

function Section({
  section: { title, fields },
  draft,
  errors,
  focus,
  isDisabled,
  edit,
}: SectionProps & { section: FieldSection }) {
  const { ofLabel, name: headingName } = useName();
  return (
    <Stack space="space.100">
      <Heading as="h2" size="small" id={headingId(title)} {...ofLabel}>
        {title}
      </Heading>
      {fields.map((field) => (
        <OptionField
          // A text field keeps its own text: it is drawn anew when the form is filled anew.
          key={`${field.name} ${draft.key} ${focusAt(focus, field.name).turn}`}
          isBegun={focusAt(focus, field.name).isThere}
          field={field}
          headingName={headingName}
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
  );
}
