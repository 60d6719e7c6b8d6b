import {
  Button,
  ButtonGroup,
  Inline,
  LoadingButton,
  SectionMessage,
  Stack,
  Text,
} from '@forge/react';
import { Refusal } from '../refusal';
import { counted } from './counted';
import { isTouched } from './draft';
import type { DraftErrors } from './draft-errors';
import type { OpenPage, PageEvent } from './page-state';

interface SaveSectionProps {
  page: OpenPage;
  errors: DraftErrors;
  dispatch: (event: PageEvent) => void;
  onSave: () => void;
}

/** The save button, and how the latest attempt to save ended. */
export function SaveSection({ page, errors, dispatch, onSave }: SaveSectionProps) {
  const { view, draft, saving, outcome } = page;
  const changed = !view.options || isTouched(view, draft);
  return (
    <Stack space="space.150">
      <Outcome page={page} errors={errors} dispatch={dispatch} />
      <Inline space="space.100" alignBlock="center">
        <LoadingButton
          appearance="primary"
          isLoading={saving}
          isDisabled={!changed || outcome?.type === 'conflict'}
          onClick={onSave}
        >
          Save
        </LoadingButton>
        <Text color="color.text.subtle">{noteOf(saving, changed)}</Text>
      </Inline>
    </Stack>
  );
}

function noteOf(saving: boolean, changed: boolean): string {
  if (saving) return 'Saving';
  return changed ? 'There are changes that are not saved.' : 'Everything is saved.';
}

function Outcome({ page, errors, dispatch }: Omit<SaveSectionProps, 'onSave'>) {
  const { outcome } = page;
  switch (outcome?.type) {
    case undefined:
      return null;
    case 'saved':
      return <Saved changes={outcome.changes} page={page} />;
    case 'invalid':
      return <Invalid errors={errors} />;
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
        <SectionMessage appearance="warning" title="Not saved yet">
          <Stack space="space.100" alignInline="start">
            <Text>{outcome.message} What you typed is still here.</Text>
            <ButtonGroup>
              <Button onClick={() => dispatch({ type: 'theirs-taken' })}>
                Load theirs and drop mine
              </Button>
              <Button appearance="subtle" onClick={() => dispatch({ type: 'mine-kept' })}>
                Keep mine
              </Button>
            </ButtonGroup>
          </Stack>
        </SectionMessage>
      );
  }
}

function Saved({ changes, page }: { changes: string[]; page: OpenPage }) {
  return (
    <SectionMessage appearance="success" title="Saved">
      <Stack space="space.050">
        {changes.map((change) => (
          <Text key={change}>{change}</Text>
        ))}
        <Text>{effectOf(page)}</Text>
      </Stack>
    </SectionMessage>
  );
}

function effectOf({ view }: OpenPage): string {
  const { open } = view.previews;
  const running = counted(open, 'running preview');
  if (!view.options?.enabled) {
    if (open === 0) return 'Pull requests get no previews.';
    return `${running} ${open === 1 ? 'is' : 'are'} being deleted.`;
  }
  if (open === 0) return 'Each open pull request gets its preview now.';
  return `${running} ${open === 1 ? 'follows' : 'follow'} now.`;
}

function Invalid({ errors }: { errors: DraftErrors }) {
  const messages = [...new Set(Object.values(errors))];
  const title = messages.length === 1 ? 'Not saved: one thing to mend' : 'Not saved';
  return (
    <SectionMessage appearance="error" title={title}>
      <Stack space="space.050">
        {messages.map((message) => (
          <Text key={message}>{message}</Text>
        ))}
      </Stack>
    </SectionMessage>
  );
}
