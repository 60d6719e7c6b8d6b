import type { Behaviour } from './behaviour';
import type { ActivityRecord, ProjectRecord } from './records';
import { showActivity, type Shown } from './show';

/** The answer to a write that was taken. */
export function accepted(
  shown: Shown,
  project: ProjectRecord,
  { activity, entity }: { activity?: ActivityRecord | undefined; entity?: object },
): Response {
  const { acceptedStatus: code, zeroActivities } = shown.behaviour;
  const activities = activity && !zeroActivities ? [showActivity(shown, project, activity)] : [];
  const body = {
    status: 'accepted',
    code,
    _embedded: { activities, ...(entity ? { entity } : {}) },
  };
  return Response.json(body, { status: code });
}

/** An error as the project API tells it. */
export function refused(behaviour: Behaviour, status: number, detail: string): Response {
  if (behaviour.emptyErrors) return new Response(null, { status });
  const forms = { text: detail, map: { value: [detail] }, array: [detail] };
  const body = {
    status: 'error',
    code: status,
    message: `Error ${status}`,
    detail: forms[behaviour.detail],
  };
  return Response.json(body, { status });
}
