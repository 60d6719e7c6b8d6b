import { Button, Code, Heading, HelperMessage, Inline, Stack, Text } from '@forge/react';
import { useState } from 'react';
import { withNewRow, withPastedRows, type DraftVariable } from './draft';
import { FieldMessage } from '../field-message';
import type { SectionProps } from './section-props';
import { PasteDialog } from './paste-dialog';
import { VariableFields } from './variable-fields';

/** The env vars of previews: rows of name, value and whether the value is secret. */
export function VariablesSection({ draft, errors, isDisabled, edit }: SectionProps) {
  const [pasting, setPasting] = useState(false);
  function change(key: number, part: Partial<DraftVariable>) {
    edit((newest) => ({
      ...newest,
      variables: newest.variables.map((row) => (row.key === key ? { ...row, ...part } : row)),
    }));
  }
  function remove(key: number) {
    edit((newest) => ({
      ...newest,
      variables: newest.variables.filter((row) => row.key !== key),
    }));
  }
  function paste(rows: { name: string; value: string }[], secret: boolean) {
    setPasting(false);
    edit((newest) => withPastedRows(newest, rows, secret));
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
          onChange={(part) => change(row.key, part)}
          onRemove={() => remove(row.key)}
        />
      ))}
      <FieldMessage error={errors.variables} />
      <Inline space="space.100">
        <Button isDisabled={isDisabled} onClick={() => edit(withNewRow)}>
          Add variable
        </Button>
        <Button appearance="subtle" isDisabled={isDisabled} onClick={() => setPasting(true)}>
          Paste .env
        </Button>
      </Inline>
      <HelperMessage>
        In a value, <Code>{'{{pull_request}}'}</Code>, <Code>{'{{branch}}'}</Code>,{' '}
        <Code>{'{{commit}}'}</Code> and <Code>{'{{repository}}'}</Code> become those of each
        preview.
      </HelperMessage>
      <PasteDialog isOpen={pasting} onPaste={paste} onCancel={() => setPasting(false)} />
    </Stack>
  );
}
