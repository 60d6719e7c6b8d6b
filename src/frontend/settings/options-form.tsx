import { Stack } from '@forge/react';
import { useRef } from 'react';
import { callSettings } from '../call-resolver';
import { formFrom } from './draft';
import { errorsBeforeSaving, errorsWhileTyping } from './draft-errors';
import { HostingSection } from './hosting-section';
import type { OpenPage, PageEvent } from './page-state';
import { RepositorySwitch } from './repository-switch';
import { SaveSection } from './save-section';
import type { SectionProps } from './section-props';
import { StagesSection } from './stages-section';
import { VariablesSection } from './variables-section';
import { VisibilitySection } from './visibility-section';

interface OptionsFormProps {
  page: OpenPage;
  dispatch: (event: PageEvent) => void;
}

/** Everything that is saved together. */
export function OptionsForm({ page, dispatch }: OptionsFormProps) {
  const { draft, outcome } = page;
  // A press of Save may call a function of an earlier drawing.
  const newest = useRef(page);
  newest.current = page;
  const found = outcome?.type === 'invalid' ? outcome.errors : {};
  const errors = { ...found, ...errorsWhileTyping(draft) };

  async function save() {
    const { view, draft: sent } = newest.current;
    const problems = errorsBeforeSaving(sent);
    if (Object.keys(problems).length > 0) {
      return dispatch({ type: 'found-invalid', errors: problems });
    }
    dispatch({ type: 'saving' });
    const payload = { revision: view.revision, form: formFrom(sent) };
    dispatch(
      await callSettings('saveSettings', payload).then(
        (result): PageEvent => ({ type: 'answered', result, sent }),
        (): PageEvent => ({ type: 'save-failed' }),
      ),
    );
  }
  const section: SectionProps = {
    draft,
    errors,
    isDisabled: page.saving,
    edit: (change) => dispatch({ type: 'edited', change }),
  };
  return (
    <Stack space="space.400">
      <RepositorySwitch {...section} view={page.view} />
      <HostingSection {...section} view={page.view} />
      <VariablesSection {...section} />
      <StagesSection {...section} />
      <VisibilitySection {...section} />
      <SaveSection page={page} errors={errors} dispatch={dispatch} onSave={() => void save()} />
    </Stack>
  );
}
