import { Heading, Label, Select, Stack } from '@forge/react';
import type { SettingsView } from '../../contract';
import { FieldMessage, problemAt } from './field-message';
import type { SectionProps } from './section-props';
import { planChoices, teamChoices, type Choice } from './plan-choices';

/** Where previews run: team and plan, from what the provider offers now. */
export function HostingSection({
  view,
  draft,
  errors,
  isDisabled,
  edit,
}: SectionProps & { view: SettingsView }) {
  const teams = teamChoices(view);
  const plans = planChoices(view);
  const sameTeam = draft.teamId === view.options?.teamId;
  const samePlan = draft.planId === view.options?.planId;
  const teamError =
    errors.team ?? (sameTeam ? (problemAt(view.problems, 'team') ?? teams.problem) : undefined);
  const planError =
    errors.plan ?? (samePlan ? (problemAt(view.problems, 'plan') ?? plans.problem) : undefined);
  return (
    <Stack space="space.100">
      <Heading size="small">Where previews run</Heading>
      <Stack>
        <Label labelFor="team">Team</Label>
        <Choices
          id="team"
          choices={teams.choices}
          value={draft.teamId}
          isInvalid={teamError !== undefined}
          isDisabled={isDisabled || !view.teams}
          onChange={(teamId) => edit((newest) => ({ ...newest, teamId }))}
        />
        <FieldMessage error={teamError} />
      </Stack>
      <Stack>
        <Label labelFor="plan">Plan</Label>
        <Choices
          id="plan"
          choices={plans.choices}
          value={draft.planId}
          isInvalid={planError !== undefined}
          isDisabled={isDisabled || !view.plans}
          onChange={(planId) => edit((newest) => ({ ...newest, planId }))}
        />
        <FieldMessage error={planError}>
          {view.plans
            ? 'Each open pull request runs one of these. One that sleeps wakes by itself when its link is opened.'
            : 'The list of plans could not be read. What is saved stays in use.'}
        </FieldMessage>
      </Stack>
    </Stack>
  );
}

interface ChoicesProps {
  id: string;
  choices: Choice[];
  value: string;
  isInvalid: boolean;
  isDisabled: boolean;
  onChange: (value: string) => void;
}

function Choices({ id, choices, value, onChange, ...rest }: ChoicesProps) {
  return (
    <Select
      inputId={id}
      options={choices}
      value={choices.find((choice) => choice.value === value) ?? null}
      placeholder="Choose"
      onChange={(choice: Choice | null) => onChange(choice?.value ?? '')}
      {...rest}
    />
  );
}
