import { Box, Checkbox, Heading, Label, Stack, Textfield, xcss } from '@forge/react';
import type { SettingsForm } from '../../contract';
import { FieldMessage } from './field-message';
import type { SectionProps } from './section-props';

type Stage = keyof SettingsForm['stages'];

const below = xcss({ paddingInlineStart: 'space.300' });

/** Which stages of the CI pipeline a preview runs. */
export function StagesSection({ draft, errors, isDisabled, edit }: SectionProps) {
  function stage(name: Stage, label: string) {
    return (
      <Checkbox
        label={label}
        isChecked={draft.stages[name]}
        isDisabled={isDisabled}
        onChange={({ target }) =>
          edit((newest) => ({
            ...newest,
            stages: { ...newest.stages, [name]: target.checked === true },
          }))
        }
      />
    );
  }
  return (
    <Stack space="space.100">
      <Heading size="small">Stages</Heading>
      <Stack>
        {stage('prepare', 'Prepare: install and build')}
        {stage('test', 'Test')}
        {draft.stages.test && (
          <Box xcss={below}>
            <Checkbox
              label="Stop the preview when the test stage fails"
              isChecked={draft.stopOnTestFailure}
              isDisabled={isDisabled}
              onChange={({ target }) =>
                edit((newest) => ({ ...newest, stopOnTestFailure: target.checked === true }))
              }
            />
          </Box>
        )}
        {stage('run', 'Run: start the app')}
        <FieldMessage error={errors.stages}>
          The stages of ci.yml in the pull request&apos;s branch, in this order.
        </FieldMessage>
      </Stack>
      <Stack>
        <Label labelFor="profile">CI profile</Label>
        <Textfield
          key={draft.key}
          id="profile"
          defaultValue={draft.profile}
          placeholder="Default"
          isDisabled={isDisabled}
          isInvalid={errors.profile !== undefined}
          onChange={({ target }) =>
            edit((newest) => ({ ...newest, profile: String(target.value ?? '') }))
          }
        />
        <FieldMessage error={errors.profile}>
          For example “preview” to use ci.preview.yml. Leave it empty to use ci.yml.
        </FieldMessage>
      </Stack>
    </Stack>
  );
}
