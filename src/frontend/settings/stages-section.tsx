import { Checkbox, Heading, Label, Stack, Textfield } from '@forge/react';
import { FieldMessage } from './field-message';
import type { SectionProps } from './section-props';

const STAGES = [
  { stage: 'prepare', label: 'Prepare: install and build' },
  { stage: 'test', label: 'Test' },
  { stage: 'run', label: 'Run: start the app' },
] as const;

/** Which stages of the CI pipeline a preview runs. */
export function StagesSection({ draft, errors, isDisabled, edit }: SectionProps) {
  const { stages } = draft;
  return (
    <Stack space="space.100">
      <Heading size="small">Stages</Heading>
      <Stack>
        {STAGES.map(({ stage, label }) => (
          <Checkbox
            key={stage}
            label={label}
            isChecked={stages[stage]}
            isDisabled={isDisabled}
            onChange={() => edit({ ...draft, stages: { ...stages, [stage]: !stages[stage] } })}
          />
        ))}
        {stages.test && (
          <Checkbox
            label="Stop the preview when the test stage fails"
            isChecked={draft.stopOnTestFailure}
            isDisabled={isDisabled}
            onChange={() => edit({ ...draft, stopOnTestFailure: !draft.stopOnTestFailure })}
          />
        )}
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
          onChange={(event) => edit({ ...draft, profile: String(event.target.value ?? '') })}
        />
        <FieldMessage error={errors.profile}>
          For example “preview” to use ci.preview.yml. Leave it empty to use ci.yml.
        </FieldMessage>
      </Stack>
    </Stack>
  );
}
