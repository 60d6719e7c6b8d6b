import { Button, Inline, Stack, Text, TextArea, Textfield } from '@forge/react';
import type { DraftVariable } from './draft';

interface VariableValueProps {
  row: DraftVariable;
  isInvalid: boolean;
  isDisabled: boolean;
  onChange: (row: DraftVariable) => void;
}

/** The value of an env var. A secret one that is stored or was pasted is never drawn. */
export function VariableValue(props: VariableValueProps) {
  const { row, isDisabled, onChange } = props;
  if (row.source !== 'typed') {
    return (
      <Inline space="space.100" alignBlock="center">
        <Text color="color.text.subtle">
          {row.source === 'stored' ? 'Set, not shown' : 'Pasted, not shown'}
        </Text>
        <Button
          spacing="compact"
          isDisabled={isDisabled}
          onClick={() => onChange({ ...row, source: 'typed', value: '' })}
        >
          Replace
        </Button>
      </Inline>
    );
  }
  if (!row.isStored) return <ValueField {...props} />;
  return (
    <Stack space="space.050" alignInline="start">
      <ValueField {...props} />
      <Button
        spacing="compact"
        appearance="subtle"
        isDisabled={isDisabled}
        onClick={() => onChange({ ...row, source: 'stored', secret: true, value: '' })}
      >
        Keep stored
      </Button>
    </Stack>
  );
}

function ValueField({ row, isInvalid, isDisabled, onChange }: VariableValueProps) {
  const field = {
    defaultValue: row.value,
    placeholder: row.secret ? 'Secret value' : 'Value',
    isMonospaced: true,
    isCompact: true,
    isDisabled,
    isInvalid,
    onChange: (event: { target: { value?: string } }) =>
      onChange({ ...row, value: event.target.value ?? '' }),
  };
  // A one-line field would drop the line ends of a certificate or a key.
  if (!row.secret && row.value.includes('\n')) return <TextArea {...field} minimumRows={3} />;
  return <Textfield {...field} type={row.secret ? 'password' : 'text'} />;
}
