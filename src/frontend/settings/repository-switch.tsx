import { Heading, HelperMessage, Inline, Label, Stack, Toggle } from '@forge/react';
import type { SettingsView } from '../../contract';
import type { SectionProps } from './section-props';

/** The switch for the whole repository. */
export function RepositorySwitch({
  view,
  draft,
  isDisabled,
  edit,
}: SectionProps & { view: SettingsView }) {
  const { open } = view.previews;
  return (
    <Stack space="space.050">
      <Heading as="h2" size="small">
        Previews
      </Heading>
      <Inline space="space.100" alignBlock="center">
        <Toggle
          id="enabled"
          isChecked={draft.enabled}
          isDisabled={isDisabled}
          onChange={(event) =>
            edit((newest) => ({ ...newest, enabled: event.target.checked === true }))
          }
        />
        <Label labelFor="enabled">A preview for each open pull request</Label>
      </Inline>
      {!draft.enabled && (
        <HelperMessage>
          {open > 0
            ? 'Off. Once you save, previews that run are deleted; everything on this page is kept.'
            : 'Off. Pull requests get no preview; everything on this page is kept.'}
        </HelperMessage>
      )}
    </Stack>
  );
}
