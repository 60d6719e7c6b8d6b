import { Stack, Text } from '@forge/react';
import { useReducer, useRef } from 'react';
import type { LayerView } from '../../contract';
import { callLayer } from '../call-resolver';
import { ConfirmDialog } from '../confirm-dialog';
import { FieldSections } from '../fields/field-sections';
import { sectionsOf } from '../fields/sections-of';
import { formatDate } from '../format-date';
import { PersonName } from '../person-name';
import { questionOf } from '../question-of';
import { isLayerChanged, layerForm, layerState, nextLayer } from './layer-state';
import { LockField } from './lock-field';
import { SaveLayer } from './save-layer';

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
