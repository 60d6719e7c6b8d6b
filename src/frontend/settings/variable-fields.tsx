import { Box, Button, Checkbox, ErrorMessage, Inline, Textfield, xcss } from '@forge/react';
import type { DraftVariable } from './draft';
import { VariableValue } from './variable-value';

const nameColumn = xcss({ width: '34%', minWidth: '120px' });
const valueColumn = xcss({ flexGrow: '1', minWidth: '120px' });
const controls = xcss({ paddingBlockStart: 'space.050' });

interface VariableFieldsProps {
  row: DraftVariable;
  nameError: string | undefined;
  valueError: string | undefined;
  isDisabled: boolean;
  onChange: (part: Partial<DraftVariable>) => void;
  onRemove: () => void;
}

/**
 * One env var. The text fields keep their own text and only report it: a text that travels through
 * the bridge and back on each key would lose keys.
 */
export function VariableFields({
  row,
  nameError,
  valueError,
  isDisabled,
  onChange,
  onRemove,
}: VariableFieldsProps) {
  return (
    <Inline space="space.100" alignBlock="start">
      <Box xcss={nameColumn}>
        <Textfield
          defaultValue={row.name}
          placeholder="Name"
          isMonospaced
          isCompact
          isDisabled={isDisabled}
          // The app finds a stored secret by its name.
          isReadOnly={row.isStored}
          isInvalid={nameError !== undefined}
          onChange={(event) => onChange({ name: String(event.target.value ?? '').trim() })}
        />
        {nameError !== undefined && <ErrorMessage>{nameError}</ErrorMessage>}
      </Box>
      <Box xcss={valueColumn}>
        <VariableValue
          row={row}
          isInvalid={valueError !== undefined}
          isDisabled={isDisabled}
          onChange={onChange}
        />
        {valueError !== undefined && <ErrorMessage>{valueError}</ErrorMessage>}
      </Box>
      <Box xcss={controls}>
        <Checkbox
          label="Secret"
          isChecked={row.secret}
          isDisabled={isDisabled || row.source === 'stored'}
          onChange={(event) => onChange({ secret: event.target.checked === true, source: 'typed' })}
        />
        {!row.secret && (
          <Checkbox
            label="Also for forks"
            isChecked={row.forks}
            isDisabled={isDisabled}
            onChange={(event) => onChange({ forks: event.target.checked === true })}
          />
        )}
      </Box>
      <Button appearance="subtle" isDisabled={isDisabled} onClick={onRemove}>
        Remove
      </Button>
    </Inline>
  );
}
