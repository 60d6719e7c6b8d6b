import type { Connection } from '../../domain/connection';
import { defined } from '../../domain/defined';
import { FailureError, permanent, transient } from '../../domain/failure';
import { appended, lateSeconds } from '../../domain/history';
import type { Ledger } from '../../domain/ledger';
import { limitsOf } from '../../domain/limit';
import type { PreviewMessage } from '../../domain/message';
import type { HistoryEntry, Preview } from '../../domain/preview';
import { previewId, type PreviewKey } from '../../domain/preview-key';
import type { Credentials, Traits } from '../../domain/provider-kind';
import type { PreviewOptions, RepositorySettings } from '../../domain/settings';
import { withoutIdleSlot } from '../../domain/slot';
import type { Note } from '../../domain/transitions';
import type { Hosting } from '../../ports/hosting';
import type { WriteTerms } from '../../ports/store';
import { recount } from './count-preview';
import type { Dependencies } from '../dependencies';
import { connectHosting, providerKindOf } from '../use-hosting';

/** Somebody else wrote the record since it was read: what is known is outdated. */
export class ConflictError extends FailureError {
  constructor() {
    super(
      transient(
        'conflict',
        'Somebody else changed this at the same moment.',
        'Load the page again, and repeat what you did if it is not there.',
      ),
    );
  }
}

/** Settings that name everything that a deployment needs. */
export type UsableSettings = RepositorySettings & {
  connection: Connection;
  options: PreviewOptions;
};

/** One look at one preview: what was read, and the record as it becomes. */
export interface ReconcileRun {
  deps: Dependencies;
  key: PreviewKey;
  /** What made this look. */
  message: PreviewMessage;
  settings: RepositorySettings | undefined;
  credentials: Credentials | undefined;
  preview: Preview;
  /** The record differs from what is stored. */
  dirty: boolean;
  /** What of the history is in the log. */
  logged?: HistoryEntry[];
  /** Nothing more can be done before this many seconds have passed. */
  waitSeconds?: number;
  /** Slots of the repository that were free when somebody looked; undefined when nobody did. */
  freeSlots?: number[];
  /** The slot that this run freed: another deployment may begin. */
  freedSlot?: number;
  /** The ledgers of the limits, as they were read or written last; undefined when nobody needed them. */
  ledgers?: Ledger[];
  /** Those that this run wrote: somebody who waits may have room now. */
  changedLedgers?: Ledger[];
}

/** The record becomes what a transition made of it. */
export function become(run: ReconcileRun, next: Preview): void {
  run.dirty ||= next !== run.preview;
  run.preview = next;
}

/** What the history keeps of this moment: what made the look, how late it was, on whose word it is. */
export function noteOf(run: ReconcileRun, by?: string): Note {
  return { at: run.deps.clock.now(), ...causeOf(run, by) };
}

/** Changes the record in memory and notes `text` in its history, with `more` about it. */
export function change(
  run: ReconcileRun,
  changes: Partial<Preview>,
  text?: string,
  more: Partial<HistoryEntry> = {},
): void {
  const { history } = run.preview;
  const entry = text && { at: run.deps.clock.now(), text, ...more };
  run.preview = { ...run.preview, ...changes, history: entry ? appended(history, entry) : history };
  run.dirty = true;
}

/** For the history: what made this look, how late it was, and on whose word it is. */
function causeOf(run: ReconcileRun, by?: string): Partial<HistoryEntry> {
  const { cause, eventAt } = run.message;
  const late = lateSeconds(eventAt, run.deps.clock.now());
  const who = by ?? (cause === 'settings' ? run.settings?.updatedBy : undefined);
  return {
    cause,
    ...(late === undefined ? {} : { lateSeconds: late }),
    ...(who ? { by: who } : {}),
  };
}

/** Removes optional parts of the record in memory. */
export function clear(
  run: ReconcileRun,
  ...parts: ('running' | 'check' | 'trouble' | 'request' | 'approval')[]
): void {
  const preview = { ...run.preview };
  for (const part of parts) {
    if (preview[part] === undefined) continue;
    delete preview[part];
    run.dirty = true;
  }
  run.preview = preview;
}

/** How often a record is written again because others changed the ledgers that count it. */
const MOST_RECOUNTS = 10;

/**
 * Stores the record and counts it anew, and frees its slot when its state needs none any more. A
 * `ConflictError` means that another run was faster; `occupied` that the slot to take is, or that others
 * were counted meanwhile, and then nothing was stored.
 */
export async function persist(
  run: ReconcileRun,
  terms: WriteTerms = {},
): Promise<'written' | 'occupied'> {
  for (let attempt = 1; run.dirty; attempt += 1) {
    if ((await persistOnce(run, terms)) === 'written') break;
    // Whoever wants a slot or room has to see first whether there is any.
    if (terms.takeSlot !== undefined) return 'occupied';
    if (attempt === MOST_RECOUNTS) throw new ConflictError();
  }
  return 'written';
}

async function persistOnce(run: ReconcileRun, terms: WriteTerms): Promise<'written' | 'occupied'> {
  const before = run.preview;
  const { preview, freed } = withoutIdleSlot(before);
  const limited = limitsOf(run.settings).map(({ scope }) => scope);
  const recounted = await recount(run.deps, preview, limited, run.ledgers);
  const { ledgers } = recounted;
  const next = { ...recounted.preview, revision: preview.revision + 1 };
  run.preview = next;
  run.dirty = false;
  const result = await write(run, next, {
    ...terms,
    ...defined({ freeSlot: freed, ledgers: ledgers.length > 0 ? ledgers : undefined }),
  });
  if (result === 'conflict') throw new ConflictError();
  if (result === 'occupied') {
    run.preview = before;
    run.dirty = true;
    delete run.ledgers;
    return result;
  }
  noteCounted(run, ledgers);
  if (freed !== undefined) run.freedSlot = freed;
  logNews(run);
  return result;
}

function noteCounted(run: ReconcileRun, written: Ledger[]): void {
  if (written.length === 0) return;
  const withWritten = (all: Ledger[] = []) => [
    ...all.filter(({ scope }) => !written.some((one) => one.scope === scope)),
    ...written,
  ];
  run.ledgers = withWritten(run.ledgers);
  run.changedLedgers = withWritten(run.changedLedgers);
}

/** Once they are stored the log has the words of the history, too. */
function logNews(run: ReconcileRun): void {
  const { history } = run.preview;
  for (const entry of history.filter((one) => !run.logged?.includes(one))) {
    const { text } = entry;
    run.deps.log('noted', { preview: previewId(run.key), cause: run.message.cause, text });
  }
  run.logged = history;
}

/**
 * A write that failed may have taken place all the same, so what is known is outdated then, and Bitbucket
 * must not be told of what is perhaps not stored.
 */
async function write(run: ReconcileRun, preview: Preview, terms: WriteTerms) {
  try {
    return await run.deps.store.writePreview(preview, terms);
  } catch (error) {
    run.deps.log('could not store the record', {
      preview: previewId(run.key),
      error: String(error),
    });
    throw new ConflictError();
  }
}

/** The provider that the settings name. Without a key there is nothing to ask it with. */
export function providerOf(run: ReconcileRun): Hosting {
  if (!run.credentials || !run.settings?.connection) {
    throw new FailureError(
      permanent(
        'not-connected',
        'No key of the hosting provider is stored.',
        'An admin of the repository connects the provider again in the repository settings.',
        'settings',
      ),
    );
  }
  return connectHosting(run.deps, run.settings.connection.provider, run.credentials);
}

/** What has to be known of the provider that the settings of a run name. */
export function traitsOf({ deps, settings }: ReconcileRun): Traits {
  return providerKindOf(deps, settings?.connection?.provider ?? '').traits;
}

/** Whether the provider gives a report, and no environment that could be opened or deleted. */
export function isReported(run: ReconcileRun): boolean {
  return traitsOf(run).gives === 'report';
}

/** The settings, which must be complete: `decide` asks for a deployment only then. */
export function usableSettings(run: ReconcileRun): UsableSettings {
  const { settings } = run;
  if (!settings?.connection || !settings.options) {
    throw new FailureError(
      permanent(
        'not-connected',
        'The settings of this repository are not complete.',
        'An admin of the repository completes the repository settings.',
        'settings',
      ),
    );
  }
  return { ...settings, connection: settings.connection, options: settings.options };
}
