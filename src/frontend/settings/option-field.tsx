import { Box, Checkbox, Label, RadioGroup, Select, Stack, Textfield, xcss } from '@forge/react';
import type { Field, FieldValue, FieldValues } from '../../contract';
import { choicesOf } from './draft';
import { FieldMessage } from '../field-message';
import { useName } from '../use-name';

/** Makes the next value of the newest one, which may be newer than the one that is drawn. */
type Change = (value: (newest: FieldValue | undefined) => FieldValue) => void;

interface OptionFieldProps {
  field: Field;
  /** Of the heading above it, for a field that has no label of its own, from `useName`. */
  headingName: string | undefined;
  value: FieldValue;
  /** What is in all fields. */
  options: FieldValues;
  error: string | undefined;
  isDisabled: boolean;
  /** Begin with the focus. */
  isBegun: boolean;
  onChange: Change;
}

const below = xcss({ paddingInlineStart: 'space.300' });

/** One field of a provider, with what is wrong with it or what it is for. */
export function OptionField(props: OptionFieldProps) {
  const { field, value } = props;
  const { ofLabel, name } = useName();
  const hasLabel = field.label !== field.section;
  const isAsSaved = 'value' in field && String(field.value) === String(value);
  const error = props.error ?? (isAsSaved ? field.problem : undefined);
  return (
    <Stack>
      {hasLabel && (
        <Label id={`${field.name}-label`} labelFor={field.name} {...ofLabel}>
          {field.label}
        </Label>
      )}
      <Control {...props} name={hasLabel ? name : props.headingName} error={error} />
      <FieldMessage error={error}>{field.help}</FieldMessage>
    </Stack>
  );
}

function Control({
  field,
  name,
  value,
  options,
  error,
  isDisabled,
  isBegun,
  onChange,
}: OptionFieldProps & { name: string | undefined }) {
  const isInvalid = error !== undefined;
  switch (field.type) {
    case 'text':
    case 'secret':
      return (
        <Textfield
          id={field.name}
          {...(field.type === 'text'
            ? { defaultValue: String(value), placeholder: field.placeholder ?? '' }
            : { type: 'password' })}
          autoFocus={isBegun}
          isDisabled={isDisabled}
          isInvalid={isInvalid}
          onChange={({ target }) => onChange(() => String(target.value ?? ''))}
        />
      );
    case 'choice': {
      const choices = choicesOf(field, options);
      return (
        <Select
          inputId={field.name}
          options={choices}
          value={choices.find((choice) => choice.value === value) ?? null}
          placeholder="Choose"
          autoFocus={isBegun}
          isDisabled={isDisabled || field.isLocked === true}
          isInvalid={isInvalid}
          onChange={(choice: { value: string } | null) => onChange(() => choice?.value ?? '')}
        />
      );
    }
    case 'radio':
      return (
        <RadioGroup
          name={field.name}
          {...(name === undefined ? {} : { 'aria-labelledby': name })}
          value={String(value)}
          options={field.choices.map((choice) => ({ name: field.name, ...choice }))}
          isDisabled={isDisabled}
          onChange={({ target }) => onChange(() => String(target.value ?? ''))}
        />
      );
    case 'checkboxes':
      return <Checkboxes field={field} value={value} isDisabled={isDisabled} onChange={onChange} />;
  }
}

function Checkboxes({
  field,
  value,
  isDisabled,
  onChange,
}: Omit<OptionFieldProps, 'field' | 'headingName' | 'options' | 'error' | 'isBegun'> & {
  field: Extract<Field, { type: 'checkboxes' }>;
}) {
  return (
    <>
      {field.choices
        .filter(({ within }) => within === undefined || value.includes(within))
        .map((choice) => {
          const box = (
            <Checkbox
              key={choice.value}
              label={choice.label}
              isChecked={value.includes(choice.value)}
              isDisabled={isDisabled}
              onChange={({ target }) =>
                onChange((newest) => withBox(newest, choice.value, target.checked === true))
              }
            />
          );
          return choice.within === undefined ? (
            box
          ) : (
            <Box key={choice.value} xcss={below}>
              {box}
            </Box>
          );
        })}
    </>
  );
}

function withBox(value: FieldValue | undefined, box: string, isChecked: boolean): FieldValue {
  const others = (Array.isArray(value) ? value : []).filter((one) => one !== box);
  return isChecked ? [...others, box] : others;
}
