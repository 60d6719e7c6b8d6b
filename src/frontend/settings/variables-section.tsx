import { Button, Code, Heading, HelperMessage, Inline, Stack, Text } from '@forge/react';
import { useState } from 'react';
import { FieldMessage } from '../field-message';
import { filledRows, withNewRow, withPastedRows, type DraftVariable } from './draft';
import { PasteDialog } from './paste-dialog';
import type { SectionProps } from './section-props';
import { VariableFields } from './variable-fields';

/** The env vars of previews: rows of name, value and whether the value is secret. */
export function VariablesSection({ draft, errors, focus, isDisabled, edit }: SectionProps) {
  const [pasting, setPasting] = useState(false);
  // The row that was added last takes the focus, until that is sent elsewhere.
  const [added, setAdded] = useState<{ key: number; turn: number | undefined }>();
  // A button that is drawn anew takes the focus that a removed row had.
  const [removals, setRemovals] = useState(0);

  function change(key: number, part: Partial<DraftVariable>) {
    edit((newest) => ({
      ...newest,
      variables: newest.variables.map((row) => (row.key === key ? { ...row, ...part } : row)),
    }));
  }
  function remove(key: number) {
    setRemovals(removals + 1);
    edit((newest) => ({
      ...newest,
      variables: newest.variables.filter((row) => row.key !== key),
    }));
  }
  function add() {
    setAdded({ key: draft.nextKey, turn: focus?.turn });
    edit(withNewRow);
  }
  function paste(rows: { name: string; value: string }[], secret: boolean) {
    setPasting(false);
    edit((newest) => withPastedRows(newest, rows, secret));
  }
  return (
    <Stack space="space.100">
      <Heading as="h2" size="small">
        Env vars
      </Heading>
      {draft.variables.length === 0 && (
        <Text color="color.text.subtle">Previews get no env vars yet.</Text>
      )}
      <Stack space="space.200">
        {draft.variables.map((row, index) => (
          <VariableFields
            key={row.key}
            row={row}
            number={index + 1}
            nameError={errors[`name:${row.key}`]}
            valueError={errors[`value:${row.key}`]}
            isDisabled={isDisabled}
            isNew={row.key === added?.key && added.turn === focus?.turn}
            focus={focus}
            onChange={(part) => change(row.key, part)}
            onRemove={() => remove(row.key)}
          />
        ))}
      </Stack>
      <FieldMessage error={errors.variables} />
      <Inline space="space.100" shouldWrap>
        <Button key={removals} autoFocus={removals > 0} isDisabled={isDisabled} onClick={add}>
          Add variable
        </Button>
        <Button appearance="subtle" isDisabled={isDisabled} onClick={() => setPasting(true)}>
          Paste .env
        </Button>
      </Inline>
      <HelperMessage>
        In a value, <Code>{'{{pull_request}}'}</Code>, <Code>{'{{branch}}'}</Code>,{' '}
        <Code>{'{{branch_slug}}'}</Code>, <Code>{'{{commit}}'}</Code> and{' '}
        <Code>{'{{repository}}'}</Code> are filled in for each preview. The slug of a branch fits
        into a host name.
      </HelperMessage>
      <PasteDialog
        isOpen={pasting}
        names={filledRows(draft).map(({ name }) => name)}
        onPaste={paste}
        onCancel={() => setPasting(false)}
      />
    </Stack>
  );
}
