import { Heading, RadioGroup, Stack } from '@forge/react';
import type { SectionProps } from './section-props';

const OPTIONS = [
  { name: 'visibility', value: 'public', label: 'Public: everyone who has the link' },
  {
    name: 'visibility',
    value: 'restricted',
    label: 'Restricted: members of the Codesphere team, after they signed in',
  },
];

/** Who can open a preview. */
export function VisibilitySection({ draft, isDisabled, edit }: SectionProps) {
  return (
    <Stack space="space.100">
      <Heading size="small">Who can open a preview</Heading>
      <RadioGroup
        name="visibility"
        value={draft.visibility}
        options={OPTIONS}
        isDisabled={isDisabled}
        onChange={(event) =>
          edit((newest) => ({
            ...newest,
            visibility: event.target.value === 'restricted' ? 'restricted' : 'public',
          }))
        }
      />
    </Stack>
  );
}
