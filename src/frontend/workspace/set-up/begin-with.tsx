import { SectionMessage, Spinner, Stack, Text } from '@forge/react';
import type { RepositoryRow } from '../../../contract';
import { FieldMessage } from '../../field-message';
import { FieldSections } from '../../fields/field-sections';
import { sectionsOf } from '../../fields/sections-of';
import { SelectField } from '../../fields/select-field';
import type { Choices } from './use-choices';

interface BeginWithProps {
  choices: Choices;
  models: RepositoryRow[];
  /** The id of one of them; undefined for what is chosen here. */
  model: string | undefined;
  errors: Readonly<Record<string, string>>;
  isDisabled: boolean;
  onModel: (id: string | undefined) => void;
}

/** What the repositories begin with: a copy of one that is set up, or what is chosen here. */
export function BeginWith({ choices, models, model, errors, isDisabled, onModel }: BeginWithProps) {
  const options = [
    { label: 'What I choose here', value: '' },
    ...models.map(({ id, name }) => ({ label: `A copy of ${name}`, value: id })),
  ];
  return (
    <Stack space="space.200">
      {models.length > 0 && (
        <Stack>
          <SelectField
            id="set-up-model"
            label="They begin with"
            options={options}
            value={model ?? ''}
            isDisabled={isDisabled}
            onChange={(id) => onModel(id === '' ? undefined : id)}
          />
          <FieldMessage error={errors.model}>
            A copy takes the choices, rules and env vars of that repository, but no secret value.
          </FieldMessage>
        </Stack>
      )}
      {model === undefined && <Fields choices={choices} errors={errors} isDisabled={isDisabled} />}
    </Stack>
  );
}

function Fields({
  choices,
  errors,
  isDisabled,
}: Pick<BeginWithProps, 'choices' | 'errors' | 'isDisabled'>) {
  const { fields, problem, values, drawing, change } = choices;
  if (!fields) return <Spinner label="Reading what can be chosen" />;
  return (
    <>
      {problem && (
        <SectionMessage appearance="warning">
          <Text>{problem}</Text>
        </SectionMessage>
      )}
      <FieldSections
        level="h3"
        sections={sectionsOf(fields)}
        values={values}
        drawing={drawing}
        errors={errors}
        isDisabled={isDisabled}
        focusOf={() => ({ turn: 0, isThere: false })}
        onChange={change}
      />
    </>
  );
}
