import { Box, Button, Inline, Text, TextArea, Textfield, xcss } from '@forge/react';
import type { DraftVariable } from './draft';

const grows = xcss({ flexGrow: '1' });
const lineHigh = xcss({ paddingBlock: 'space.050' });

interface VariableValueProps {
  row: DraftVariable;
  isInvalid: boolean;
  isDisabled: boolean;
  onChange: (part: Partial<DraftVariable>) => void;
}

/** The value of an env var. A secret one that is stored or was pasted is never drawn. */
export function VariableValue(props: VariableValueProps) {
  const { row, isDisabled, onChange } = props;
  if (row.source !== 'typed') {
    return (
      <Box xcss={lineHigh}>
        <Inline space="space.100" alignBlock="center">
          <Text color="color.text.subtle">
            {row.source === 'stored' ? 'Set, not shown' : 'Pasted, not shown'}
          </Text>
          <Button
            spacing="compact"
            isDisabled={isDisabled}
            onClick={() => onChange({ source: 'typed', value: '' })}
          >
            Replace
          </Button>
        </Inline>
      </Box>
    );
  }
  if (!row.isStored) return <ValueField {...props} />;
  return (
    <Inline space="space.050" alignBlock="start">
      <Box xcss={grows}>
        <ValueField {...props} />
      </Box>
      <Button
        appearance="subtle"
        isDisabled={isDisabled}
        onClick={() => onChange({ source: 'stored', secret: true, value: '' })}
      >
        Keep stored
      </Button>
    </Inline>
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
      onChange({ value: event.target.value ?? '' }),
  };
  // A one-line field would drop the line ends of a certificate or a key.
  if (!row.secret && row.value.includes('\n')) return <TextArea {...field} minimumRows={3} />;
  return <Textfield {...field} type={row.secret ? 'password' : 'text'} />;
}
