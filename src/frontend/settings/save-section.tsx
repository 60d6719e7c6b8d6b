import { Inline, LoadingButton, SectionMessage, Stack, Text } from '@forge/react';
import type { SaveEffect, SettingsView } from '../../contract';
import { Conflict } from '../conflict';
import { Refusal } from '../refusal';
import { counted } from '../counted';
import { effectWords } from '../effect-words';
import { formatDate } from '../format-date';
import { PersonName } from '../person-name';
import type { DraftErrors } from './draft-errors';
import { focusAt, SAVE } from './focus';
import { isChanged, type OpenPage, type PageEvent } from './page-state';
import { changesBetween } from './theirs';

interface SaveSectionProps {
  page: OpenPage;
  errors: DraftErrors;
  dispatch: (event: PageEvent) => void;
  onSave: () => void;
}

/** The save button, and how the latest attempt to save ended. */
export function SaveSection({ page, errors, dispatch, onSave }: SaveSectionProps) {
  const { saving, outcome } = page;
  const changed = isChanged(page);
  const focus = focusAt(page.focus, SAVE);
  return (
    <Stack space="space.150">
      <Outcome page={page} errors={errors} dispatch={dispatch} />
      <Inline space="space.100" alignBlock="center">
        <LoadingButton
          key={focus.turn}
          appearance="primary"
          autoFocus={focus.isThere}
          isLoading={saving}
          // What was just pressed keeps the focus, which a disabled button would lose.
          isDisabled={(!changed && outcome?.type !== 'saved') || outcome?.type === 'conflict'}
          onClick={onSave}
        >
          Save
        </LoadingButton>
        <Text color="color.text.subtle">{noteOf(page, changed)}</Text>
      </Inline>
    </Stack>
  );
}

function noteOf({ saving, view, draft }: OpenPage, changed: boolean): string {
  if (saving) return 'Saving';
  if (!view.saved) return draft.enabled ? 'Save to start previews.' : 'Nothing is saved yet.';
  return changed ? 'There are changes that are not saved.' : 'Everything is saved.';
}

function Outcome({ page, errors, dispatch }: Omit<SaveSectionProps, 'onSave'>) {
  const { outcome } = page;
  switch (outcome?.type) {
    case undefined:
    case 'asks':
      return null;
    case 'saved':
      return <Saved changes={outcome.changes} effect={outcome.effect} page={page} />;
    case 'invalid':
      return <Invalid page={page} errors={errors} />;
    case 'refused':
      return <Refusal refused={outcome} />;
    case 'no-answer':
      return (
        <Refusal
          refused={{
            message: 'The app did not answer, so it is not known whether this was saved.',
            remedy: 'What you typed is still here. Choose Save again.',
          }}
        />
      );
    case 'conflict':
      return (
        <Conflict
          onTheirs={() => dispatch({ type: 'theirs-taken' })}
          onMine={() => dispatch({ type: 'mine-kept' })}
        >
          <Theirs before={page.view} theirs={outcome.theirs} />
        </Conflict>
      );
  }
}

/** Who saved meanwhile, and what that changed. */
function Theirs({ before, theirs }: { before: SettingsView; theirs: SettingsView }) {
  const changes = changesBetween(before, theirs);
  if (before.revision === theirs.revision) {
    return (
      <>
        {`The workspace or the project changed its rules meanwhile${changes.length > 0 ? `: ${changes.join(', ')}` : ''}.`}
      </>
    );
  }
  return (
    <>
      {theirs.changedBy ? <PersonName isFirst accountId={theirs.changedBy} /> : 'Somebody else'}{' '}
      {`saved these settings on ${formatDate(theirs.revision)}. Changed: ${changes.length > 0 ? changes.join(', ') : 'the connection, or the value of a secret'}.`}
    </>
  );
}

function Saved({
  changes,
  effect,
  page,
}: {
  changes: string[];
  effect: SaveEffect;
  page: OpenPage;
}) {
  return (
    <SectionMessage appearance="success" title="Saved">
      <Stack space="space.050">
        {changes.map((change) => (
          <Text key={change}>{change}</Text>
        ))}
        <Text>{wordsOf(effect, page)}</Text>
      </Stack>
    </SectionMessage>
  );
}

/** What follows from a save. */
function wordsOf(effect: SaveEffect, { view }: OpenPage): string {
  const done = effectWords(effect);
  if (done.length > 0) return done.join(' ');
  if (!view.saved?.enabled) return 'Pull requests get no previews.';
  const goOn = view.previews.open > 0 ? 'Previews that run go on as they are. ' : '';
  return `${goOn}Open pull requests get previews as these settings say.`;
}

function Invalid({ page, errors }: { page: OpenPage; errors: DraftErrors }) {
  const lines = Object.entries(errors).map(([field, message]) => {
    const title = fieldTitle(page, field);
    return title ? `${title}: ${message}` : message;
  });
  return (
    <SectionMessage
      appearance="error"
      title={`Not saved: ${counted(lines.length, 'problem')} to fix`}
    >
      <Stack space="space.050">
        {lines.map((line) => (
          <Text key={line}>{line}</Text>
        ))}
      </Stack>
    </SectionMessage>
  );
}

function fieldTitle({ draft, view }: OpenPage, field: string): string | undefined {
  const [, key] = field.split(':');
  if (field === 'variables') return 'Env vars';
  if (key === undefined) return view.fields.find(({ name }) => name === field)?.label;
  const row = draft.variables.find((one) => one.key === Number(key));
  return row?.name ? `Env var ${row.name}` : 'Env var without a name';
}
