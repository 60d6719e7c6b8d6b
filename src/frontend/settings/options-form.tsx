import { Stack } from '@forge/react';
import { useRef } from 'react';
import { callSettings } from '../call-resolver';
import { ConfirmDialog } from '../confirm-dialog';
import { FieldSections } from '../fields/field-sections';
import type { Change } from '../fields/option-field';
import { sectionsOf } from '../fields/sections-of';
import { formFrom, withOption } from './draft';
import { focusAt } from './focus';
import { errorsBeforeSaving, errorsWhileTyping } from './draft-errors';
import { isChanged, type OpenPage, type PageEvent } from './page-state';
import { RepositorySwitch } from './repository-switch';
import { questionOf } from '../question-of';
import { SaveSection } from './save-section';
import type { SectionProps } from './section-props';
import { VariablesSection } from './variables-section';

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

  async function save(ask: boolean) {
    const { view, draft: sent } = newest.current;
    if (!isChanged(newest.current)) return;
    const problems = errorsBeforeSaving(sent, view.fields);
    if (Object.keys(problems).length > 0) {
      return dispatch({ type: 'found-invalid', errors: problems });
    }
    dispatch({ type: 'saving' });
    const { revision, above } = view;
    const payload = { revision, above, form: formFrom(sent), ask };
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
    focus: page.focus,
    isDisabled: page.saving,
    edit: (change) => dispatch({ type: 'edited', change }),
  };
  const fields = {
    level: 'h2' as const,
    values: draft.options,
    drawing: draft.key,
    errors,
    isDisabled: page.saving,
    focusOf: (name: string) => focusAt(page.focus, name),
    onChange: (name: string, change: Change) =>
      section.edit((before) => withOption(before, name, change(before.options[name]))),
  };
  // Where previews run comes first, then what they get, then how they are made.
  const sections = sectionsOf(page.view.fields);
  return (
    <Stack space="space.400">
      <RepositorySwitch {...section} view={page.view} />
      <FieldSections {...fields} sections={sections.slice(0, 1)} />
      <VariablesSection {...section} />
      <FieldSections {...fields} sections={sections.slice(1)} />
      <SaveSection page={page} errors={errors} dispatch={dispatch} onSave={() => void save(true)} />
      <ConfirmDialog
        question={outcome?.type === 'asks' ? questionOf(outcome.effect, draft.enabled) : undefined}
        onConfirm={() => void save(false)}
        onCancel={() => dispatch({ type: 'save-cancelled' })}
      />
    </Stack>
  );
}
