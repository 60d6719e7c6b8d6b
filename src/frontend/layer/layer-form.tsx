import { Button, Inline, LoadingButton, SectionMessage, Stack, Text } from '@forge/react';
import { useReducer, useRef } from 'react';
import type { LayerView } from '../../contract';
import { callLayer } from '../call-resolver';
import { ConfirmDialog } from '../confirm-dialog';
import { counted } from '../counted';
import { effectWords } from '../effect-words';
import { FieldSections } from '../fields/field-sections';
import { sectionsOf } from '../fields/sections-of';
import { formatDate } from '../format-date';
import { PersonName } from '../person-name';
import { questionOf } from '../question-of';
import { Refusal } from '../refusal';
import {
  isLayerChanged,
  layerForm,
  layerState,
  nextLayer,
  type LayerEvent,
  type LayerState,
} from './layer-state';
import { LockField } from './lock-field';

interface LayerFormProps {
  layer: LayerView;
  /** Who is below it, to begin a sentence: `Projects and repositories`. */
  whom: string;
  /** Of the headings in it. */
  level: 'h2' | 'h3';
}

/** The rules that a workspace or a project sets for its repositories, saved together. */
export function LayerForm({ layer, whom, level }: LayerFormProps) {
  const [state, dispatch] = useReducer(nextLayer, layer, (view) => layerState(view));
  // A press of Save may call a function of an earlier drawing.
  const newest = useRef(state);
  newest.current = state;
  const { view, outcome, isSaving } = state;
  const errors = Object.fromEntries(
    outcome?.type === 'invalid' ? outcome.errors.map((one) => [one.field, one.message]) : [],
  );

  function focusOf(name: string) {
    const isThere = state.focus.field === name;
    return { turn: isThere ? state.focus.turn : 0, isThere };
  }
  async function save(ask: boolean) {
    if (!isLayerChanged(newest.current)) return;
    const payload = {
      version: newest.current.view.version,
      form: layerForm(newest.current),
      ask,
    };
    dispatch({ type: 'saving' });
    const result = await callLayer('saveLayer', payload).catch(() => undefined);
    dispatch({ type: 'answered', result });
  }
  return (
    <Stack space="space.300">
      <FieldSections
        level={level}
        sections={sectionsOf(view.fields)}
        values={state.values}
        drawing={state.drawing}
        errors={errors}
        isDisabled={isSaving || !view.mayChange}
        focusOf={focusOf}
        onChange={(name, value) => dispatch({ type: 'changed', name, value })}
        below={(field) => (
          <LockField
            key={`${state.drawing} ${focusOf(`${field.name}.lock`).turn}`}
            whom={whom}
            isBegun={focusOf(`${field.name}.lock`).isThere}
            field={field}
            reason={state.locks[field.name]}
            error={errors[`${field.name}.lock`]}
            isDisabled={isSaving}
            isRead={!view.mayChange}
            onChange={(reason) => dispatch({ type: 'locked', name: field.name, reason })}
          />
        )}
      />
      <LastChange layer={view} />
      {view.mayChange && (
        <SaveLayer state={state} dispatch={dispatch} onSave={() => void save(true)} />
      )}
      <ConfirmDialog
        question={outcome?.type === 'asks' ? questionOf(outcome.effect, true) : undefined}
        onConfirm={() => void save(false)}
        onCancel={() => dispatch({ type: 'cancelled' })}
      />
    </Stack>
  );
}

function LastChange({ layer: { changed, mayChange } }: { layer: LayerView }) {
  return (
    <>
      {changed && (
        <Text color="color.text.subtle">
          Changed last by <PersonName accountId={changed.by} /> on {formatDate(changed.at)}.
        </Text>
      )}
      {!mayChange && <Text>Owners of the workspace can change them.</Text>}
    </>
  );
}

interface SaveLayerProps {
  state: LayerState;
  dispatch: (event: LayerEvent) => void;
  onSave: () => void;
}

function SaveLayer({ state, dispatch, onSave }: SaveLayerProps) {
  const { isSaving, outcome } = state;
  const isChanged = isLayerChanged(state);
  return (
    <Stack space="space.150">
      <LayerOutcome state={state} dispatch={dispatch} />
      <Inline space="space.100" alignBlock="center">
        <LoadingButton
          appearance="primary"
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
            {effects.length === 0 && <Text>Previews go on as they are.</Text>}
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
        <SectionMessage appearance="warning" title="Not saved">
          <Stack space="space.100" alignInline="start">
            <Text>{outcome.message}</Text>
            <LastChange layer={outcome.theirs} />
            <Button onClick={() => dispatch({ type: 'theirs-taken', theirs: outcome.theirs })}>
              Load theirs and drop mine
            </Button>
          </Stack>
        </SectionMessage>
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

function labelOf({ fields }: LayerView, name: string): string {
  return (
    fields.find((field) => name === field.name || name === `${field.name}.lock`)?.label ?? name
  );
}
