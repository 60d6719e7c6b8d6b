import { expecting, failed, secondsToRetry, taken, tidied } from '../../domain/announce/delivery';
import {
  dueMessages,
  findEntry,
  shownFailure,
  type Message,
  type OutboxEntry,
} from '../../domain/announce/outbox';
import { failureOf, type Failure } from '../../domain/failure';
import { previewId } from '../../domain/preview-key';
import { change, persist, type ReconcileRun } from '../reconcile/reconcile-run';
import { messagesOf } from './owed';

/**
 * What a message that was taken lets through follows in the same look: a green one once an older commit is
 * not green any more, and what was refused before.
 */
const MOST_ROUNDS = 3;

/** What came of a message: what the surface answered, or why it failed. */
type Outcome = { message: Message } & ({ handle: string | undefined } | { failure: Failure });

/**
 * Tells the surfaces what is owed and due. Nothing is said twice. What was not taken stays owed; the
 * result is after how many seconds to try it again, or undefined when nobody has to.
 */
export async function tellDue(run: ReconcileRun): Promise<number | undefined> {
  const { surfaces, clock } = run.deps;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { outbox } = run.preview;
    const due = dueMessages(outbox, messagesOf(surfaces, run.preview), clock.now());
    if (due.length === 0) break;
    if (noteOutbox(run, expecting(outbox, due))) await persist(run);
    noteOutcomes(run, await Promise.all(due.map((message) => say(run, message))));
  }
  const messages = messagesOf(surfaces, run.preview);
  noteOutbox(run, tidied(run.preview.outbox, messages));
  return secondsToRetry(run.preview.outbox, messages, clock.now());
}

async function say(run: ReconcileRun, message: Message): Promise<Outcome> {
  const { deps, key, preview } = run;
  const surface = deps.surfaces.find(({ id }) => id === message.surface);
  const entry = findEntry(preview.outbox, message);
  try {
    const handle =
      entry?.handle ?? (entry?.lost && (await surface?.recover?.(key, message.address)));
    return { message, handle: await surface?.say(key, message, handle) };
  } catch (error) {
    const failure = failureOf(error);
    deps.log('could not tell Bitbucket', {
      preview: previewId(key),
      cause: run.message.cause,
      code: failure.code,
    });
    return { message, failure };
  }
}

/** Notes failures first: what was taken has what was refused before tried again. */
function noteOutcomes(run: ReconcileRun, outcomes: Outcome[]): void {
  const now = run.deps.clock.now();
  const isClosed = run.preview.pullRequest.state !== 'open';
  for (const outcome of outcomes) {
    if (!('failure' in outcome)) continue;
    const messages = messagesOf(run.deps.surfaces, run.preview);
    const attempt = { failure: outcome.failure, now, messages, isClosed };
    noteOutbox(run, failed(run.preview.outbox, outcome.message, attempt));
  }
  for (const outcome of outcomes) {
    if (!('handle' in outcome)) continue;
    noteOutbox(run, taken(run.preview.outbox, outcome.message, { handle: outcome.handle, now }));
  }
}

/** Changes the outbox in memory, and notes in the history what people see from now on. */
export function noteOutbox(run: ReconcileRun, outbox: OutboxEntry[]): boolean {
  const before = run.preview.outbox;
  const isSame = outbox.length === before.length && outbox.every((one, at) => one === before[at]);
  if (isSame) return false;
  const news = run.deps.surfaces
    .filter(({ id }) => !shownFailure(before, id))
    .map(({ id }) => shownFailure(outbox, id)?.message)
    .find((message) => message !== undefined);
  change(run, { outbox }, news);
  return true;
}
