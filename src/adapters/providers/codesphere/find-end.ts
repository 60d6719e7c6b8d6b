import type { Failure } from '../../../domain/failure';
import type { EnvironmentRef } from '../../../domain/provider';
import { judgeStage } from './judge-stage';
import type { CodesphereOptions, WorkspaceSpec } from './options';
import { RefusalError } from './refusal';
import type { CodesphereRequest } from './request';
import { readEntries, stageFailure } from './stage';
import { visitApp } from './visit-app';

/**
 * Why `run` goes on no more; see `Hosting.findEnd`. One of several servers may fail while the app answers,
 * as it may when it is first looked at.
 */
export async function findEnd(
  request: CodesphereRequest,
  ref: EnvironmentRef,
  { stages, profile, visibility, readable }: CodesphereOptions & Pick<WorkspaceSpec, 'readable'>,
): Promise<'stopped' | Failure | undefined> {
  if (!stages.run) return undefined;
  try {
    const entries = await readEntries(request, ref.id, 'run');
    if (entries.some(({ state }) => state === 'aborted')) return 'stopped';
    const judgement = judgeStage('run', entries, 0, Infinity);
    if (judgement.type !== 'failed') return undefined;
    const restricted = visibility === 'restricted';
    const { seen } = await visitApp(request, { id: ref.id }, { profile, restricted });
    if (seen === 'answered') return undefined;
    return await stageFailure(request, ref, 'run', { profile, readable }, judgement);
  } catch (error) {
    const codes: string[] = ['environment-asleep', 'environment-missing'];
    if (error instanceof RefusalError && codes.includes(error.failure.code)) return undefined;
    throw error;
  }
}
