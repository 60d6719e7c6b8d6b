import { Button, ButtonGroup, Code, Heading, HelperMessage, Stack, Text } from '@forge/react';
import { useState } from 'react';
import { withNewRow, withPastedRows, type DraftVariable } from './draft';
import { FieldMessage } from './field-message';
import type { SectionProps } from './section-props';
import { PasteDialog } from './paste-dialog';
import { VariableFields } from './variable-fields';

/** The env vars of previews: rows of name, value and whether the value is secret. */
export function VariablesSection({ draft, errors, isDisabled, edit }: SectionProps) {
  const [pasting, setPasting] = useState(false);
  function change(row: DraftVariable) {
    const variables = draft.variables.map((one) => (one.key === row.key ? row : one));
    edit({ ...draft, variables });
  }
  function remove(row: DraftVariable) {
    edit({ ...draft, variables: draft.variables.filter((one) => one.key !== row.key) });
  }
  function paste(rows: { name: string; value: string }[], secret: boolean) {
    setPasting(false);
    edit(withPastedRows(draft, rows, secret));
  }
  return (
    <Stack space="space.100">
      <Heading size="small">Env vars</Heading>
      {draft.variables.length === 0 && (
        <Text color="color.text.subtle">Previews get no env vars yet.</Text>
      )}
      {draft.variables.map((row) => (
        <VariableFields
          key={row.key}
          row={row}
          nameError={errors[`name:${row.key}`]}
          valueError={errors[`value:${row.key}`]}
          isDisabled={isDisabled}
          onChange={change}
          onRemove={() => remove(row)}
        />
      ))}
      <FieldMessage error={errors.variables} />
      <ButtonGroup>
        <Button isDisabled={isDisabled} onClick={() => edit(withNewRow(draft))}>
          Add variable
        </Button>
        <Button appearance="subtle" isDisabled={isDisabled} onClick={() => setPasting(true)}>
          Paste .env
        </Button>
      </ButtonGroup>
      <HelperMessage>
        A value may hold <Code>{'{{pull_request}}'}</Code> <Code>{'{{branch}}'}</Code>{' '}
        <Code>{'{{commit}}'}</Code> or <Code>{'{{repository}}'}</Code>; each preview gets its own.
      </HelperMessage>
      <PasteDialog isOpen={pasting} onPaste={paste} onCancel={() => setPasting(false)} />
    </Stack>
  );
}
