import { Inline, LoadingButton, SectionMessage, Stack, Text } from '@forge/react';
import type { LayerView } from '../../contract';
import { Conflict } from '../conflict';
import { counted } from '../counted';
import { effectWords } from '../effect-words';
import { formatDate } from '../format-date';
import { PersonName } from '../person-name';
import { Refusal } from '../refusal';
import { layerChanges } from './layer-changes';
import { isLayerChanged, SAVE, type LayerEvent, type LayerState } from './layer-state';

interface SaveLayerProps {
  state: LayerState;
  dispatch: (event: LayerEvent) => void;
  onSave: () => void;
}

/** The button that saves the rules of a layer, and how the latest attempt to save ended. */
export function SaveLayer({ state, dispatch, onSave }: SaveLayerProps) {
  const { isSaving, outcome, focus } = state;
  const isChanged = isLayerChanged(state);
  const isBegun = focus.field === SAVE;
  return (
    <Stack space="space.150">
      <LayerOutcome state={state} dispatch={dispatch} />
      <Inline space="space.100" alignBlock="center">
        <LoadingButton
          key={isBegun ? focus.turn : 0}
          appearance="primary"
          autoFocus={isBegun}
          isLoading={isSaving}
          // What was just pressed keeps the focus, which a disabled button would lose.
          isDisabled={(!isChanged && outcome?.type !== 'saved') || outcome?.type === 'conflict'}
          onClick={onSave}
        >
          Save rules
        </LoadingButton>
        <Text color="color.text.subtle">
          {isChanged ? 'There are changes that are not saved.' : 'Everything is saved.'}
        </Text>
      </Inline>
    </Stack>
  );
}

function LayerOutcome({ state: { view, outcome }, dispatch }: Omit<SaveLayerProps, 'onSave'>) {
  switch (outcome?.type) {
    case undefined:
    case 'asks':
      return null;
    case 'saved': {
      const effects = effectWords(outcome.effect);
      return (
        <SectionMessage appearance="success" title="Saved">
          <Stack space="space.050">
            {[...outcome.changes, ...effects].map((line) => (
              <Text key={line}>{line}</Text>
            ))}
            {effects.length === 0 && <Text>Previews that run go on as they are.</Text>}
          </Stack>
        </SectionMessage>
      );
    }
    case 'invalid':
      return (
        <SectionMessage
          appearance="error"
          title={`Not saved: ${counted(outcome.errors.length, 'problem')} to fix`}
        >
          <Stack space="space.050">
            {outcome.errors.map(({ field, message }) => (
              <Text key={field}>{`${labelOf(view, field)}: ${message}`}</Text>
            ))}
          </Stack>
        </SectionMessage>
      );
    case 'conflict':
      return (
        <Conflict
          onTheirs={() => dispatch({ type: 'theirs-taken' })}
          onMine={() => dispatch({ type: 'mine-kept' })}
        >
          <Theirs before={view} theirs={outcome.theirs} />
        </Conflict>
      );
    case 'no-answer':
      return (
        <Refusal
          refused={{
            message: 'The app did not answer, so it is not known whether this was saved.',
            remedy: 'What you typed is still here. Choose Save rules again.',
          }}
        />
      );
    case 'refused':
      return <Refusal refused={outcome} />;
  }
}

/** Who changed the rules meanwhile, or that those above them changed, and which. */
function Theirs({ before, theirs }: { before: LayerView; theirs: LayerView }) {
  const which = layerChanges(before, theirs).join(', ');
  const { changed } = theirs;
  if (!changed || changed.at === before.changed?.at) {
    return <>{`The workspace changed its rules meanwhile: ${which}.`}</>;
  }
  return (
    <>
      <PersonName isFirst accountId={changed.by} />
      {` saved these rules on ${formatDate(changed.at)}. Changed: ${which}.`}
    </>
  );
}

function labelOf({ fields }: LayerView, name: string): string {
  return (
    fields.find((field) => name === field.name || name === `${field.name}.lock`)?.label ?? name
  );
}
