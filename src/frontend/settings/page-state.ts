import type {
  Refused,
  SaveEffect,
  SaveResult,
  SettingsLoadResult,
  SettingsView,
} from '../../contract';
import { draftFrom, draftOnto, isTouched, type Draft } from './draft';
import { errorsFromResolver, errorsThatStand, type DraftErrors } from './draft-errors';
import { firstFault, CONNECT, firstField, SAVE, sentTo, type Focus } from './focus';

/** How the latest attempt to save ended. */
export type Outcome =
  | { type: 'saved'; changes: string[]; effect: SaveEffect }
  /** The person has to say yes first. */
  | { type: 'asks'; effect: SaveEffect }
  | { type: 'invalid'; errors: DraftErrors }
  | { type: 'conflict'; theirs: SettingsView }
  | Refused
  | { type: 'no-answer' };

/** The settings page with something to show. */
export interface OpenPage {
  type: 'open';
  view: SettingsView;
  draft: Draft;
  saving: boolean;
  outcome?: Outcome;
  focus?: Focus;
  /** How many refreshes in a row brought nothing. */
  failures: number;
}

/** Where the settings page stands. */
export type PageState = { type: 'loading' } | { type: 'no-answer' } | Refused | OpenPage;

/** What happened to the settings page. */
export type PageEvent =
  | { type: 'reload' }
  | { type: 'loaded'; result: SettingsLoadResult }
  | { type: 'load-failed' }
  | { type: 'edited'; change: (draft: Draft) => Draft }
  | { type: 'found-invalid'; errors: DraftErrors }
  | { type: 'saving' }
  | { type: 'answered'; result: SaveResult; sent: Draft }
  | { type: 'save-failed' }
  | { type: 'save-cancelled' }
  | { type: 'view-renewed'; view: SettingsView }
  | { type: 'theirs-taken' }
  | { type: 'mine-kept' };

/** Whether there is something to save. */
export function isChanged({ view, draft }: OpenPage): boolean {
  return !view.saved || isTouched(view, draft);
}

/** The page after `event`. What was typed survives everything but a save and a wish to drop it. */
export function nextPage(page: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'reload':
      return { type: 'loading' };
    case 'loaded':
      return loaded(page, event.result);
    case 'load-failed':
      return page.type === 'open'
        ? { ...page, failures: page.failures + 1 }
        : { type: 'no-answer' };
    default:
      return page.type === 'open' ? nextOpenPage(page, event) : page;
  }
}

function loaded(page: PageState, result: SettingsLoadResult): PageState {
  if (result.type === 'view') {
    return page.type === 'open' ? reopened(page, result.view) : open(result.view);
  }
  // The app refuses also while Bitbucket does not answer: what is on the page may stay meanwhile.
  return page.type === 'open' ? { ...page, failures: page.failures + 1 } : result;
}

/** What was connected took the focus with it: it goes to where something else can be connected. */
function reopened(page: OpenPage, view: SettingsView): OpenPage {
  const isOver = page.view.connection && !view.connection;
  const focus = isOver ? sentTo(CONNECT, page.focus) : undefined;
  return { ...open(view, page.draft), ...(focus ? { focus } : {}) };
}

function open(view: SettingsView, before?: Draft): OpenPage {
  return {
    type: 'open',
    view,
    draft: draftFrom(view, before?.nextKey ?? 0),
    saving: false,
    failures: 0,
  };
}

function nextOpenPage(
  page: OpenPage,
  event: Exclude<PageEvent, { type: 'reload' | 'loaded' | 'load-failed' }>,
): OpenPage {
  const { outcome: _before, ...quiet } = page;
  switch (event.type) {
    case 'edited':
      return edited(page, event.change(page.draft));
    case 'found-invalid':
      return invalid(page, event.errors);
    case 'saving':
      return { ...quiet, saving: true };
    case 'answered':
      return answered(page, event.result, event.sent);
    case 'save-cancelled':
      return quiet;
    case 'save-failed':
      return { ...page, saving: false, outcome: { type: 'no-answer' } };
    case 'view-renewed':
      return viewRenewed(page, event.view);
    case 'theirs-taken':
      return page.outcome?.type === 'conflict' ? filledAnew(page, page.outcome.theirs) : page;
    case 'mine-kept':
      return page.outcome?.type === 'conflict'
        ? {
            ...quiet,
            view: page.outcome.theirs,
            draft: draftOnto(page.draft, page.view, page.outcome.theirs),
            focus: sentTo(SAVE, page.focus),
          }
        : page;
  }
}

/** The form as somebody saved it, to be gone through from its first field. */
function filledAnew(page: OpenPage, view: SettingsView): OpenPage {
  return { ...open(view, page.draft), focus: sentTo(firstField(view.fields), page.focus) };
}

function invalid(page: OpenPage, errors: DraftErrors): OpenPage {
  const first = firstFault(errors, page.draft, page.view.fields);
  return {
    ...page,
    saving: false,
    outcome: { type: 'invalid', errors },
    focus: sentTo(first ?? SAVE, page.focus),
  };
}

function edited(page: OpenPage, draft: Draft): OpenPage {
  const { outcome, ...quiet } = page;
  if (outcome?.type === 'conflict') return { ...page, draft };
  if (outcome?.type !== 'invalid') return { ...quiet, draft };
  const errors = errorsThatStand(outcome.errors, page.draft, draft);
  const left = Object.keys(errors).length > 0;
  return { ...quiet, draft, ...(left ? { outcome: { type: 'invalid', errors } } : {}) };
}

function answered(page: OpenPage, result: SaveResult, sent: Draft): OpenPage {
  switch (result.type) {
    case 'saved':
      return {
        ...open(result.view, page.draft),
        // A button that is drawn anew would lose the focus.
        ...(page.focus?.field === SAVE ? { focus: page.focus } : {}),
        outcome: { type: 'saved', changes: result.changes, effect: result.effect },
      };
    case 'asks':
      return { ...page, saving: false, outcome: result };
    case 'invalid':
      return invalid(page, errorsFromResolver(result.errors, sent));
    case 'conflict':
      return {
        ...page,
        saving: false,
        outcome: { type: 'conflict', theirs: result.view },
      };
    case 'refused':
      return { ...page, saving: false, outcome: result };
  }
}

/** A new view, after a key was set or files were looked for. It must neither drop what was typed nor hide what others saved. */
function viewRenewed(page: OpenPage, view: SettingsView): OpenPage {
  if (view.connection && !page.view.connection) return filledAnew(page, view);
  if (!view.connection || !isTouched(page.view, page.draft)) return reopened(page, view);
  const theirs = JSON.stringify(view.saved) !== JSON.stringify(page.view.saved);
  if (!theirs) return { ...page, view };
  return { ...page, outcome: { type: 'conflict', theirs: view } };
}
