import type {
  FieldError,
  FieldValue,
  FieldValues,
  LayerForm,
  LayerSaveResult,
  LayerView,
  Refused,
  SaveEffect,
} from '../../contract';
import { filledValues, sentValues } from '../fields/entered-values';

/** What a person entered, and how the latest attempt to save it ended. */
export interface LayerState {
  view: LayerView;
  values: FieldValues;
  /** Why nobody below may set a rule, by the name of its field. */
  locks: Readonly<Record<string, string>>;
  /** Changes when the form is filled anew. */
  drawing: number;
  isSaving: boolean;
  /** Where the focus was sent last, and in which turn: UI Kit can only begin with it. */
  focus: { field: string | undefined; turn: number };
  outcome: Outcome | undefined;
}

export type Outcome =
  | { type: 'saved'; changes: string[]; effect: SaveEffect }
  | { type: 'asks'; effect: SaveEffect }
  | { type: 'invalid'; errors: FieldError[] }
  | { type: 'conflict'; message: string; theirs: LayerView }
  | { type: 'no-answer' }
  | Refused;

export type LayerEvent =
  | { type: 'changed'; name: string; value: (newest: FieldValue | undefined) => FieldValue }
  | { type: 'locked'; name: string; reason: string | undefined }
  | { type: 'saving' }
  | { type: 'answered'; result: LayerSaveResult | undefined }
  | { type: 'cancelled' }
  | { type: 'theirs-taken'; theirs: LayerView };

const NOWHERE: LayerState['focus'] = { field: undefined, turn: 0 };

/** The form as it is stored. */
export function layerState(view: LayerView, drawing = 0, focus = NOWHERE): LayerState {
  return {
    view,
    values: filledValues(view.fields),
    locks: view.locks,
    drawing,
    isSaving: false,
    focus,
    outcome: undefined,
  };
}

/** The form after something happened. */
export function nextLayer(state: LayerState, event: LayerEvent): LayerState {
  switch (event.type) {
    case 'changed': {
      const value = event.value(state.values[event.name]);
      return edited(state, { values: { ...state.values, [event.name]: value } });
    }
    case 'locked': {
      const { [event.name]: _, ...others } = state.locks;
      const { reason } = event;
      return edited(state, {
        locks: reason === undefined ? others : { ...others, [event.name]: reason },
      });
    }
    case 'saving':
      return { ...state, isSaving: true, outcome: undefined };
    case 'cancelled':
      return { ...state, outcome: undefined };
    case 'theirs-taken':
      return layerState(
        event.theirs,
        state.drawing + 1,
        sentTo(state, event.theirs.fields[0]?.name),
      );
    case 'answered':
      return answered({ ...state, isSaving: false }, event.result);
  }
}

function sentTo({ focus }: LayerState, field: string | undefined): LayerState['focus'] {
  return { field, turn: focus.turn + 1 };
}

/** What a refused save was told of stays until something else is entered. */
function edited(state: LayerState, part: Partial<LayerState>): LayerState {
  return { ...state, ...part, outcome: undefined };
}

function answered(state: LayerState, result: LayerSaveResult | undefined): LayerState {
  switch (result?.type) {
    case undefined:
      return { ...state, outcome: { type: 'no-answer' } };
    case 'saved': {
      const { changes, effect } = result;
      const next = layerState(result.layer, state.drawing + 1);
      return { ...next, outcome: { type: 'saved', changes, effect } };
    }
    case 'conflict': {
      const { message, layer: theirs } = result;
      return { ...state, outcome: { type: 'conflict', message, theirs } };
    }
    case 'invalid':
      return { ...state, outcome: result, focus: sentTo(state, result.errors[0]?.field) };
    default:
      return { ...state, outcome: result };
  }
}

/** What is sent to be saved. */
export function layerForm({ values, locks }: LayerState): LayerForm {
  return { values: sentValues(values), locks };
}

/** Whether something was entered that is not stored. */
export function isLayerChanged(state: LayerState): boolean {
  return JSON.stringify(layerForm(state)) !== JSON.stringify(layerForm(layerState(state.view)));
}
