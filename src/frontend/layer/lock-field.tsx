import { Checkbox, HelperMessage, Label, Stack, Textfield } from '@forge/react';
import type { Field } from '../../contract';
import { FieldMessage } from '../field-message';

interface LockFieldProps {
  field: Field;
  /** Why nobody below may set it; undefined when everybody may. */
  reason: string | undefined;
  error: string | undefined;
  isDisabled: boolean;
  /** Who cannot change it, to begin a sentence. */
  whom: string;
  /** Begin with the focus. */
  isBegun: boolean;
  /** Only to be read. */
  isRead: boolean;
  onChange: (reason: string | undefined) => void;
}

/** Keeps those below from setting a rule, with the reason that they read. */
export function LockField({
  field,
  reason,
  error,
  isDisabled,
  whom,
  isBegun,
  isRead,
  onChange,
}: LockFieldProps) {
  if (field.above?.lock !== undefined) return null;
  if (isRead) {
    return reason === undefined ? null : (
      <HelperMessage>{`${whom} cannot change it: ${reason}`}</HelperMessage>
    );
  }
  return (
    <Stack>
      <Checkbox
        label={`${whom} cannot change “${field.label}”`}
        isChecked={reason !== undefined}
        isDisabled={isDisabled}
        onChange={({ target }) => onChange(target.checked === true ? '' : undefined)}
      />
      {reason !== undefined && (
        <Stack>
          <Label
            labelFor={`${field.name}-lock`}
          >{`Why “${field.label}” is the same for all`}</Label>
          <Textfield
            id={`${field.name}-lock`}
            autoFocus={isBegun}
            defaultValue={reason}
            placeholder="Our contract covers 20 environments"
            isDisabled={isDisabled}
            isInvalid={error !== undefined}
            onChange={({ target }) => onChange(String(target.value ?? ''))}
          />
          <FieldMessage error={error} />
        </Stack>
      )}
    </Stack>
  );
}
