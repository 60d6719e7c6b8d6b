import {
  Box,
  Button,
  Checkbox,
  HelperMessage,
  Inline,
  Label,
  RadioGroup,
  Select,
  Stack,
  Textfield,
  xcss,
} from '@forge/react';
import type { Field, FieldValue, FieldValues, SetAbove } from '../../contract';
import { choicesOf } from './choices-of';
import { FieldMessage } from '../field-message';
import { useName } from '../use-name';

/** Makes the next value of the newest one, which may be newer than the one that is drawn. */
export type Change = (newest: FieldValue | undefined) => FieldValue;

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
  onChange: (change: Change) => void;
  /** Takes what is set above. */
  onFollow: () => void;
}

const below = xcss({ paddingInlineStart: 'space.300' });

/** One field of a provider, with what is wrong with it or what it is for. */
export function OptionField(given: OptionFieldProps) {
  const isLocked = given.field.above?.lock !== undefined;
  const props = { ...given, isDisabled: given.isDisabled || isLocked };
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
      {field.above && (
        <AboveNote
          label={field.label}
          above={field.above}
          isFollowed={isSame(value, field.above.value)}
          onFollow={given.isDisabled ? undefined : given.onFollow}
        />
      )}
    </Stack>
  );
}

interface AboveNoteProps {
  label: string;
  above: SetAbove;
  /** Whether the field has just that. */
  isFollowed: boolean;
  /** Undefined while nothing can be changed. */
  onFollow: (() => void) | undefined;
}

/** What the workspace or the project sets, and the way back to it. */
function AboveNote({ label, above: { by, words, lock }, isFollowed, onFollow }: AboveNoteProps) {
  if (lock !== undefined)
    return <HelperMessage>{`${by} sets this for all: ${lock}`}</HelperMessage>;
  if (isFollowed)
    return (
      <HelperMessage>{`${by} sets this. Choose something else to have it differ here.`}</HelperMessage>
    );
  return (
    <Inline space="space.050" alignBlock="center" shouldWrap>
      <HelperMessage>{`${by} sets: ${words}.`}</HelperMessage>
      {onFollow && (
        <Button appearance="subtle" spacing="compact" onClick={onFollow}>
          {`Use that for “${label}”`}
        </Button>
      )}
    </Inline>
  );
}

function isSame(one: FieldValue, other: FieldValue): boolean {
  return String(one).trim() === String(other);
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
}: Omit<OptionFieldProps, 'onFollow'> & { name: string | undefined }) {
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
    case 'several':
      return (
        <Select
          inputId={field.name}
          isMulti
          closeMenuOnSelect={false}
          options={field.choices}
          value={field.choices.filter((choice) => value.includes(choice.value))}
          placeholder="Choose"
          autoFocus={isBegun}
          isDisabled={isDisabled || field.isLocked === true}
          isInvalid={isInvalid}
          onChange={(chosen: { value: string }[] | null) =>
            onChange(() => (chosen ?? []).map((one) => one.value))
          }
        />
      );
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
}: Pick<OptionFieldProps, 'value' | 'isDisabled' | 'onChange'> & {
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
