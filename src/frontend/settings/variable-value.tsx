import { Box, Button, Inline, Text, TextArea, Textfield, xcss } from '@forge/react';
import { useState } from 'react';
import type { DraftVariable } from './draft';

const grows = xcss({ flexGrow: '1', minWidth: '0' });
const lineHigh = xcss({ paddingBlock: 'space.050' });

/** More characters than these do not show in a field of one line. */
const ONE_LINE = 40;

interface VariableValueProps {
  row: DraftVariable;
  id: string;
  /** What the variable is called, in a sentence. */
  called: string;
  isInvalid: boolean;
  isDisabled: boolean;
  /** Begin with the focus. */
  isBegun: boolean;
  onChange: (part: Partial<DraftVariable>) => void;
}

/** The value of an env var. A secret one that is stored or was pasted is never drawn. */
export function VariableValue(props: VariableValueProps) {
  const { row, called, isDisabled, isBegun, onChange } = props;
  // A button or field that takes the place of what was used goes on with the focus.
  const [wasUsed, setUsed] = useState(isBegun);
  function use(part: Partial<DraftVariable>) {
    setUsed(true);
    onChange(part);
  }
  if (row.source !== 'typed') {
    return (
      <Box xcss={lineHigh}>
        <Inline space="space.100" alignBlock="center" shouldWrap>
          <Text color="color.text.subtle">
            {row.source === 'stored' ? 'Set, not shown' : 'Pasted, not shown'}
          </Text>
          <Button
            spacing="compact"
            isDisabled={isDisabled}
            autoFocus={wasUsed}
            onClick={() => use({ source: 'typed', value: '' })}
          >
            {`Replace ${called}`}
          </Button>
        </Inline>
      </Box>
    );
  }
  if (!row.isStored) return <ValueField {...props} isBegun={wasUsed} />;
  return (
    <Inline space="space.050" alignBlock="start" shouldWrap>
      <Box xcss={grows}>
        <ValueField {...props} isBegun={wasUsed} />
      </Box>
      <Button
        appearance="subtle"
        isDisabled={isDisabled}
        onClick={() => use({ source: 'stored', secret: true, value: '' })}
      >
        {`Keep stored ${called}`}
      </Button>
    </Inline>
  );
}

function ValueField({ row, id, isInvalid, isDisabled, isBegun, onChange }: VariableValueProps) {
  // Decided once: a field that became another one while somebody types would lose the focus.
  const [isLong] = useState(row.value.length > ONE_LINE || row.value.includes('\n'));
  const field = {
    id,
    defaultValue: row.value,
    placeholder: row.secret ? 'Secret value' : 'Value',
    isMonospaced: true,
    isCompact: true,
    isDisabled,
    isInvalid,
    autoFocus: isBegun,
    onChange: (event: { target: { value?: string } }) =>
      onChange({ value: event.target.value ?? '' }),
  };
  // A one-line field would also drop the line ends of a certificate or a key.
  if (!row.secret && isLong) return <TextArea {...field} minimumRows={2} />;
  return <Textfield {...field} type={row.secret ? 'password' : 'text'} />;
}
