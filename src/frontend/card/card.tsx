import { Spinner, Stack, Text } from '@forge/react';
import { NoAnswer } from '../no-answer';
import { Refusal } from '../refusal';
import { Approval } from './approval';
import { Asked } from './asked';
import { CardActions } from './card-actions';
import { CardSummary } from './card-summary';
import { FailureDetails } from './failure-details';
import { ReportActs } from './report-acts';
import { StepList } from './step-list';
import { useCard } from './use-card';

/** The card of a pull request: what its preview is and does, and what one may do about it. */
export function Card() {
  const { state, gone, read, act } = useCard();
  const { card, refusal, unanswered } = state;
  if (!card) {
    if (refusal) return <Refusal refused={refusal} onRetry={read} />;
    if (state.failures > 0)
      return <NoAnswer consequence="The preview could not be read." onRetry={read} />;
    return <Spinner label="Reading the preview" />;
  }
  return (
    <Stack space="space.150">
      <CardSummary card={card} />
      {card.approvable && <Approval approvable={card.approvable} busy={state.busy} act={act} />}
      {card.acts && <ReportActs acts={card.acts} busy={state.busy} act={act} />}
      {card.asked && <Asked asked={card.asked} busy={state.busy} act={act} />}
      <StepList steps={card.steps} tone={card.tone} now={card.now} />
      {card.warning && <FailureDetails failure={card.warning} tone="warning" />}
      {card.failure && <FailureDetails failure={card.failure} tone={card.tone} />}
      {refusal && <Refusal refused={refusal} />}
      {unanswered && (
        <NoAnswer
          consequence="It is not known whether that was done."
          onRetry={() => act(unanswered)}
        />
      )}
      <CardActions card={card} busy={state.busy} gone={gone} act={act} />
      {state.failures > 0 && !refusal && (
        <Text size="small" color="color.text.warning">
          The app does not answer right now. This is what it said last; it is asked again by itself.
        </Text>
      )}
    </Stack>
  );
}
