import { Heading, Stack } from '@forge/react';
import { useState, type ComponentProps, type ReactNode } from 'react';
import type { Field, FieldValues } from '../../contract';
import { useName } from '../use-name';
import { OptionField, type Change } from './option-field';
import type { FieldSection } from './sections-of';

/** By which a field without a label of its own is named. */
function headingId(title: string): string {
  return `section-${title.replace(/\W+/g, '-')}`;
}

interface SectionProps {
  /** What is in all fields. */
  values: FieldValues;
  /** Changes when they are filled anew. */
  drawing: number;
  errors: Readonly<Record<string, string>>;
  isDisabled: boolean;
  /** Whether a field shall begin with the focus, and in which turn it was sent there. */
  focusOf: (name: string) => { turn: number; isThere: boolean };
  onChange: (name: string, change: Change) => void;
  /** Of the headings. */
  level: 'h2' | 'h3';
  /** What stands below a field. */
  below?: (field: Field) => ReactNode;
}

/** Fields below their headings: the page draws them and knows none of them. */
export function FieldSections({ sections, ...props }: SectionProps & { sections: FieldSection[] }) {
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
  values,
  drawing,
  errors,
  isDisabled,
  focusOf,
  onChange,
  level,
  below,
}: SectionProps & { section: FieldSection }) {
  const { ofLabel, name: headingName } = useName();
  return (
    <Stack space="space.100">
      <Heading as={level} size="small" id={headingId(title)} {...ofLabel}>
        {title}
      </Heading>
      {fields.map((field) => (
        <Stack key={field.name}>
          <SectionField
            field={field}
            headingName={headingName}
            drawing={drawing}
            focus={focusOf(field.name)}
            value={values[field.name] ?? ''}
            options={values}
            error={errors[field.name]}
            isDisabled={isDisabled}
            onChange={(change) => onChange(field.name, change)}
          />
          {below?.(field)}
        </Stack>
      ))}
    </Stack>
  );
}

interface SectionFieldProps extends Omit<
  ComponentProps<typeof OptionField>,
  'isBegun' | 'onFollow'
> {
  drawing: number;
  focus: { turn: number; isThere: boolean };
}

/** Drawn anew, with the focus, when it takes what is set above: a text field keeps its own text. */
function SectionField({ drawing, focus, ...props }: SectionFieldProps) {
  const [follows, setFollows] = useState(0);
  const { field, onChange } = props;
  return (
    <OptionField
      {...props}
      key={`${drawing} ${focus.turn} ${follows}`}
      isBegun={focus.isThere || follows > 0}
      onFollow={() => {
        onChange((newest) => field.above?.value ?? newest ?? '');
        setFollows(follows + 1);
      }}
    />
  );
}
