import { ErrorMessage, SectionMessage, Spinner, Stack, Text } from '@forge/react';
import { counted } from '../counted';
import { NoAnswer } from '../no-answer';
import { Refusal } from '../refusal';
import { PreviewTable } from './preview-table';
import { usePreviews } from './use-previews';

/** Every preview of a repository, with what can be done about several at once. */
export function RepositoryPage() {
  const { state, read, act } = usePreviews();
  const { view, refusal, failures, busy, isUnanswered } = state;
  if (!view) {
    if (refusal) return <Refusal refused={refusal} onRetry={read} />;
    if (failures > 0) {
      return <NoAnswer consequence="The previews could not be read." onRetry={read} />;
    }
    return <Spinner size="large" label="Reading the previews" />;
  }
  return (
    <Stack space="space.200">
      {refusal && (
        <ErrorMessage>
          {refusal.message} {refusal.remedy}
        </ErrorMessage>
      )}
      {isUnanswered && (
        <ErrorMessage>
          The app did not answer. What you asked for may be done all the same: look again in a
          moment.
        </ErrorMessage>
      )}
      {view.unreadable > 0 && (
        <SectionMessage appearance="warning">
          <Text>
            {counted(view.unreadable, 'preview')} cannot be shown: the stored record cannot be read.
            An admin finds them in the repository settings, under Previews.
          </Text>
        </SectionMessage>
      )}
      {view.needsSettings && (
        <SectionMessage appearance="information">
          <Text>
            Previews are switched off. An admin of this repository switches them on in Repository
            settings, under Previews.
          </Text>
        </SectionMessage>
      )}
      <PreviewTable rows={view.rows} busy={busy} act={act} />
    </Stack>
  );
}
