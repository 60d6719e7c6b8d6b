import { cleanText, shortLine } from '../../../domain/clean-text';
import { defined } from '../../../domain/defined';
import { permanent, type Failure } from '../../../domain/failure';
import { hideValues } from '../../../domain/hide-values';
import { withLog } from '../../../domain/log-tail';
import type {
  Environment,
  EnvironmentRef,
  EnvironmentVariable,
  StepProgress,
} from '../../../domain/provider';
import { ciRefused, nothingToRun } from './ci-problem';
import { environmentCall } from './environment';
import {
  Entries,
  IDE_SERVER,
  judgeStage,
  nameStep,
  timesOf,
  type Entry,
  type Stage,
} from './judge-stage';
import { parseLog, parseLogTail } from './log-tail';
import { formatLogRef, parseLogRef, type LogRef } from './log-ref';
import { readCiStep } from './read-ci-step';
import type { WorkspaceSpec } from './options';
import { readHidden } from './read-env-vars';
import { RefusalError } from './refusal';
import type { CodesphereRequest } from './request';

/** Codesphere's own client gives up on a stage after this long. */
const STAGE_LIMIT_MS = 30 * 60_000;
/** Whether a log's stream ever ends is not known: what comes in this time is taken. */
const LOG_LIMIT_MS = 4_000;

const TITLES: Record<Stage, string> = { prepare: 'Prepare', test: 'Test', run: 'Run' };

/** What people call a stage. */
export function stageTitle(stage: Stage): string {
  return TITLES[stage];
}

/** Starts a stage; starting again begins it again. */
export async function startStage(
  request: CodesphereRequest,
  { id }: Environment,
  stage: Stage,
  { profile, readable }: Pick<WorkspaceSpec, 'profile' | 'readable'>,
): Promise<StepProgress> {
  const path = `/pipeline/${stage}/start${profile ? `/${encodeURIComponent(profile)}` : ''}`;
  // More than the deployment's own: Codesphere may have refused to remove one of an earlier deployment.
  const knowing = request.knowing(() => readHidden(request, id, readable));
  try {
    await knowing.write(environmentCall(id, `start the ${stage} stage`, 'POST', path));
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    return { state: 'failed', failure: ciRefused(error, profile) };
  }
  return { state: 'running' };
}

/** Stops a stage. One that is not under way, of an environment that sleeps or is gone, is stopped. */
export async function stopStage(
  request: CodesphereRequest,
  id: string,
  stage: Stage,
): Promise<void> {
  try {
    await request.write(
      environmentCall(id, `stop the ${stage} stage`, 'POST', `/pipeline/${stage}/stop`),
    );
  } catch (error) {
    if (!(error instanceof RefusalError) || ![400, 404].includes(error.status)) throw error;
  }
}

/** Looks how far a stage is that was started at `startedAt`. */
export async function readStage(
  request: CodesphereRequest,
  environment: Environment,
  stage: Stage,
  spec: WorkspaceSpec,
  startedAt: number,
  now: number,
): Promise<StepProgress> {
  const waited = now - startedAt;
  const entries = await readEntries(request, environment.id, stage);
  const judgement = judgeStage(stage, entries, startedAt, waited);
  const times = timesOf(entries);
  switch (judgement.type) {
    case 'absent':
      return { state: 'absent' };
    case 'done':
      return { state: 'done', ...times };
    case 'idle':
      return { state: 'failed', failure: nothingToRun(spec.profile, stage) };
    case 'failed': {
      if (stage === 'test' && !spec.stopOnTestFailure) {
        return { state: 'done', detail: 'failed, went on', ...times };
      }
      const failure = await stageFailure(request, environment, stage, spec, judgement);
      return { state: 'failed', failure, ...times };
    }
    case 'running':
      if (waited > STAGE_LIMIT_MS) {
        const logUrl = request.pageOf(environment);
        return { state: 'failed', failure: { ...tookTooLong(stage), logUrl } };
      }
      return {
        state: 'running',
        ...(judgement.detail === undefined ? {} : { detail: judgement.detail }),
      };
  }
}

/** The entries of a stage, one for each server. */
export async function readEntries(
  request: CodesphereRequest,
  id: string,
  stage: Stage,
): Promise<Entry[]> {
  const call = environmentCall(id, `read the ${stage} stage`, 'GET', `/pipeline/${stage}`);
  return request.read(call, Entries);
}

/**
 * Why a stage failed: in which step of the CI file, with the end of that step's log. Values of env vars
 * that nobody may read are hidden in what Codesphere tells; when these cannot be read, neither log, nor step, nor server is told.
 */
export async function stageFailure(
  request: CodesphereRequest,
  environment: EnvironmentRef,
  stage: Stage,
  { profile, readable }: Pick<WorkspaceSpec, 'profile' | 'readable'>,
  { entry, step }: { entry: Entry; step: number },
): Promise<Failure> {
  const { id } = environment;
  const ref: LogRef = { stage, step, server: entry.server };
  const [known, streams, written] = await Promise.all([
    readHidden(request, id, readable).catch(() => undefined),
    readLogs(request, id, ref),
    readCiStep(request, id, profile, ref),
  ]);
  const logTail = known ? firstTail(streams, known) : [];
  const how = entry.state === 'aborted' ? 'was aborted' : 'failed';
  const counted = nameStep(entry, step);
  const server = known && hidden(entry.server, 60, known);
  const on = server !== undefined && entry.server !== IDE_SERVER ? ` on server ${server}` : '';
  const named = known && written ? hidden(written, 120, known) : undefined;
  const pipelineStep = named ?? counted;
  const what = `${stageTitle(stage)} ${how}${counted ? ` in ${counted}` : ''}${on}${named ? `: ${named}` : ''}`;
  const failure = permanent(
    'stage-failed',
    what.endsWith('…') ? what : `${what}.`,
    logTail.length > 0
      ? 'Fix the error shown in the log, then push.'
      : "Read the stage's log on the page of the environment, fix the error, then push.",
  );
  // The reference names the server as it is, and is stored: not when that is a value to hide.
  const log = logTail.length > 0 && server === entry.server ? formatLogRef(ref) : undefined;
  const logUrl = request.pageOf(environment);
  return withLog({ ...failure, logUrl, ...defined({ pipelineStep, log }) }, logTail);
}

/** All that Codesphere still has of a step's log; see `Hosting.readLog`. */
export async function readStageLog(
  request: CodesphereRequest,
  id: string,
  log: string,
  readable: EnvironmentVariable[],
): Promise<string> {
  const ref = parseLogRef(log);
  if (!ref) return '';
  const [known, streams] = await Promise.all([
    readHidden(request, id, readable).catch(() => undefined),
    readLogs(request, id, ref),
  ]);
  if (!known) return '';
  return streams.map((stream) => parseLog(stream, known)).find((text) => text !== '') ?? '';
}

/** The streams that may hold a step's log: which one does depends for `run` on the kind of `ci.yml`. */
function readLogs(
  request: CodesphereRequest,
  id: string,
  { stage, step, server }: LogRef,
): Promise<string[]> {
  const logs = `/workspaces/${encodeURIComponent(id)}/logs/${stage}/${step}`;
  const paths = [logs];
  if (stage === 'run') paths.unshift(`${logs}/server/${encodeURIComponent(server)}`);
  return Promise.all(paths.map((path) => request.readStream(path, LOG_LIMIT_MS)));
}

function firstTail(streams: string[], known: EnvironmentVariable[]): string[] {
  return streams.map((stream) => parseLogTail(stream, known)).find((tail) => tail.length > 0) ?? [];
}

function hidden(text: string, limit: number, known: EnvironmentVariable[]): string {
  return shortLine(hideValues(cleanText(text), known), limit);
}

function tookTooLong(stage: Stage): Failure {
  return permanent(
    'took-too-long',
    `${stageTitle(stage)} was not done after 30 minutes.`,
    "Read the stage's log on the page of the environment, make it quicker, then push.",
  );
}
