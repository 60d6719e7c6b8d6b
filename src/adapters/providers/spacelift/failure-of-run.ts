import { cleanText, shortLine } from '../../../domain/clean-text';
import { permanent, type Failure } from '../../../domain/failure';
import { tailOf, withLog } from '../../../domain/log-tail';
import { HISTORY, LOGS } from './documents';
import { LogPage, RunHistory, type ListedRun, type StateEntry } from './protocol';
import type { SpaceliftRequest } from './request';
import { runUrl, type StackRun } from './runs';

/** A log of more pages is read from its start only so far; what it ends with is then on the run's page. */
const MOST_PAGES = 20;

type Ended = StackRun & { run: ListedRun };
/** Why a run that has ended is no plan, with the end of its log. */
export async function failureOfRun(
  request: SpaceliftRequest,
  { stack, run }: Ended,
): Promise<Failure> {
  const logUrl = runUrl(request, stack, run.id);
  const known = WORDS[run.state];
  if (known) return { ...permanent('run-ended', known.message, known.remedy), logUrl };
  const history = await readHistory(request, stack, run.id);
  const failure = {
    ...permanent('plan-failed', messageOf(stack, history), FIX),
    logUrl,
  };
  return withLog(failure, await readTail(request, { stack, run: run.id }, history));
}

const FIX = 'Fix the error shown in the log, then push.';

/** The states of which Spacelift has no log that says more. */
const WORDS: Readonly<Record<string, { message: string; remedy: string }>> = {
  STOPPED: {
    message: 'The run was stopped in Spacelift, by somebody or by a newer push.',
    remedy: 'Run it again.',
  },
  CANCELED: { message: 'The run was cancelled in Spacelift.', remedy: 'Run it again.' },
  DISCARDED: { message: 'The run was discarded in Spacelift.', remedy: 'Run it again.' },
  SKIPPED: {
    message: 'Spacelift skipped the run, for a policy or for a stack that this one depends on.',
    remedy: 'Look at the run in Spacelift, then run it again.',
  },
};

/** With the note of a policy or of a person, where there is one. */
function messageOf(stack: string, history: StateEntry[]): string {
  const note = history.find((one) => one.state === 'FAILED' && one.note)?.note ?? '';
  const said = shortLine(cleanText(note), 200).replace(/\.$/, '');
  return said ? `The plan of ${stack} failed: ${said}.` : `The plan of ${stack} failed.`;
}

async function readHistory(
  request: SpaceliftRequest,
  stack: string,
  run: string,
): Promise<StateEntry[]> {
  const call = { purpose: 'read the run', query: HISTORY, variables: { stack, run } };
  const answer = await request.read(call, RunHistory);
  return answer.stack?.run?.history ?? [];
}

/** How the log of the last state that printed something ends. Spacelift keeps it for a time only. */
async function readTail(
  request: SpaceliftRequest,
  { stack, run }: { stack: string; run: string },
  history: StateEntry[],
): Promise<string[]> {
  const last = history.find(({ hasLogs }) => hasLogs);
  if (!last) return [];
  let token: string | null = null;
  let text = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const variables: Record<string, unknown> = {
      stack,
      run,
      token,
      state: last.state,
      version: last.stateVersion ?? null,
    };
    const call = { purpose: 'read the log of the run', query: LOGS, variables };
    const answer = await request.read(call, LogPage);
    const logs = answer.stack?.run?.logs;
    if (!logs || logs.expired) break;
    text = (text + logs.messages.map(({ message }) => message).join('')).slice(-LONGEST_TEXT);
    if (!logs.hasMore || !logs.nextToken || logs.nextToken === token) break;
    token = logs.nextToken;
  }
  return tailOf(cleanText(text));
}

/** More than the last lines that are shown. */
const LONGEST_TEXT = 64_000;
