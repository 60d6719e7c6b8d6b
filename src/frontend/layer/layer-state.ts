import type {
  Field,
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
  | { type: 'conflict'; theirs: LayerView }
  | { type: 'no-answer' }
  | Refused;

export type LayerEvent =
  | { type: 'changed'; name: string; value: (newest: FieldValue | undefined) => FieldValue }
  | { type: 'locked'; name: string; reason: string | undefined }
  | { type: 'saving' }
  | { type: 'answered'; result: LayerSaveResult | undefined }
  | { type: 'cancelled' }
  | { type: 'theirs-taken' }
  | { type: 'mine-kept' };

/** The button that saves, among the names of fields. */
export const SAVE = ':save';

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
      return state.outcome?.type === 'conflict' ? filledAnew(state, state.outcome.theirs) : state;
    case 'mine-kept':
      return state.outcome?.type === 'conflict' ? onto(state, state.outcome.theirs) : state;
    case 'answered':
      return answered({ ...state, isSaving: false }, event.result);
  }
}

function sentTo(
  { focus }: Pick<LayerState, 'focus'>,
  field: string | undefined,
): LayerState['focus'] {
  return { field, turn: focus.turn + 1 };
}

/** What a refused save was told of stays until something else is entered; a conflict until it is decided. */
function edited(state: LayerState, part: Partial<LayerState>): LayerState {
  const outcome = state.outcome?.type === 'conflict' ? state.outcome : undefined;
  return { ...state, ...part, outcome };
}

/** The form as somebody else saved it, to be gone through from its first field. */
function filledAnew(state: LayerState, theirs: LayerView): LayerState {
  return layerState(theirs, state.drawing + 1, sentTo(state, theirs.fields[0]?.name));
}

/** What was entered, kept although somebody else saved: what was not touched is theirs, and so is what is locked above. */
function onto({ view, values, locks, ...state }: LayerState, theirs: LayerView): LayerState {
  const was = filledValues(view.fields);
  const isMine = ({ name, above }: Field) =>
    above?.lock === undefined && String(values[name]) !== String(was[name]);
  const mine = theirs.fields.filter(isMine).map(({ name }) => [name, values[name] ?? ''] as const);
  const names = theirs.fields
    .filter(({ above }) => above?.lock === undefined)
    .map(({ name }) => name);
  const reasons = names.flatMap((name) => {
    const reason = locks[name] === view.locks[name] ? theirs.locks[name] : locks[name];
    return reason === undefined ? [] : [[name, reason] as const];
  });
  return {
    ...state,
    view: theirs,
    values: { ...filledValues(theirs.fields), ...Object.fromEntries(mine) },
    locks: Object.fromEntries(reasons),
    drawing: state.drawing + 1,
    focus: sentTo(state, SAVE),
    outcome: undefined,
  };
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
      return { ...state, outcome: { type: 'conflict', theirs: result.layer } };
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
