import {
  Box,
  Button,
  Checkbox,
  ErrorMessage,
  HelperMessage,
  Inline,
  Label,
  Stack,
  Textfield,
  xcss,
} from '@forge/react';
import { warnOfName } from '../../contract';
import type { DraftVariable } from './draft';
import { focusAt, type Focus } from './focus';
import { VariableValue } from './variable-value';

const nameColumn = xcss({ flexGrow: '1', width: '34%', minWidth: '200px' });
const valueColumn = xcss({ flexGrow: '1', width: '60%', minWidth: '200px' });

interface VariableFieldsProps {
  row: DraftVariable;
  /** Which row it is, counted from 1. */
  number: number;
  nameError: string | undefined;
  valueError: string | undefined;
  isDisabled: boolean;
  /** Begin in the field of the name. */
  isNew: boolean;
  focus: Focus | undefined;
  onChange: (part: Partial<DraftVariable>) => void;
  onRemove: () => void;
}

/**
 * One env var. What belongs to it is called by its name, so that rows can be told apart without seeing them.
 * The text fields keep their own text and only report it: a text that travels through the bridge and back on
 * each key would lose keys.
 */
export function VariableFields(props: VariableFieldsProps) {
  const { row, number, nameError, valueError, isDisabled, isNew, onChange, onRemove } = props;
  const name = focusAt(props.focus, `name:${row.key}`);
  const value = focusAt(props.focus, `value:${row.key}`);
  const called = row.name === '' ? `variable ${number}` : row.name;
  const nameId = `variable-name-${row.key}`;
  const warning = warnOfName(row.name);
  const valueId = `variable-value-${row.key}`;
  return (
    <Stack space="space.050">
      <Inline space="space.100" rowSpace="space.050" alignBlock="start" shouldWrap>
        <Box xcss={nameColumn}>
          <Label labelFor={nameId}>{`Name ${number}`}</Label>
          <Textfield
            key={name.turn}
            id={nameId}
            defaultValue={row.name}
            placeholder="Name"
            isMonospaced
            isCompact
            isDisabled={isDisabled}
            // The app finds a stored secret by its name.
            isReadOnly={row.isStored}
            isInvalid={nameError !== undefined}
            autoFocus={isNew || name.isThere}
            onChange={(event) => onChange({ name: String(event.target.value ?? '').trim() })}
          />
          {nameError !== undefined && <ErrorMessage>{nameError}</ErrorMessage>}
          {warning !== undefined && <HelperMessage>{warning}</HelperMessage>}
        </Box>
        <Box xcss={valueColumn}>
          <Label labelFor={valueId}>{`Value of ${called}`}</Label>
          <VariableValue
            key={value.turn}
            row={row}
            id={valueId}
            called={called}
            isInvalid={valueError !== undefined}
            isDisabled={isDisabled}
            isBegun={value.isThere}
            onChange={onChange}
          />
          {valueError !== undefined && <ErrorMessage>{valueError}</ErrorMessage>}
        </Box>
      </Inline>
      <Inline space="space.200" alignBlock="center" shouldWrap>
        <Checkbox
          label={`${called} is secret`}
          isChecked={row.secret}
          isDisabled={isDisabled || row.source === 'stored'}
          onChange={(event) => onChange({ secret: event.target.checked === true, source: 'typed' })}
        />
        {!row.secret && (
          <Checkbox
            label={`Forks get ${called}, too`}
            isChecked={row.forks}
            isDisabled={isDisabled}
            onChange={(event) => onChange({ forks: event.target.checked === true })}
          />
        )}
        <Button appearance="subtle" spacing="compact" isDisabled={isDisabled} onClick={onRemove}>
          {`Remove ${called}`}
        </Button>
      </Inline>
    </Stack>
  );
}
