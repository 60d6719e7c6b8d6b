import { FailureError, permanent } from '../../../domain/failure';
import type { EnvironmentRef, Place } from '../../../domain/provider';
import { cancelActivity, isUnderWay, readDeploys } from './activities';
import { environmentPath, findOurs, may } from './environment';
import { readIntegrations } from './integration';
import type { UpsunEnvironment } from './protocol';
import type { UpsunRequest } from './request';
import { removeVariables } from './variables';

/**
 * Takes the next step towards an environment that is no preview: what is under way is cancelled, then it is
 * deactivated, which deletes its data; inactive, it loses the app's variables and its title. The branch's own
 * entry at Upsun stays, at no cost: Upsun fetches a branch only when it changes, so that a preview of it could
 * not come back. Only one whose branch is gone at Bitbucket is deleted, unless Upsun itself does that.
 */
export async function removeEnvironment(request: UpsunRequest, ref: EnvironmentRef): Promise<void> {
  const found = await findOurs(request, ref);
  if (found === 'gone' || found.status === 'deleting') return;
  if (found.status === 'inactive') return release(request, ref.place, found);
  if (may(found, 'deactivate')) return deactivate(request, ref.place, found);
  const isBusy = found.status === 'dirty';
  const underWay = (await readDeploys(request, ref.place, found)).filter(isUnderWay);
  for (const one of underWay) await cancelActivity(request, ref.place, one);
  // A deactivation that is under way is none of them: it is waited for.
  if (isBusy || underWay.length > 0) return;
  if (hasOperations(found)) throw new FailureError(noRight());
  await deactivate(request, ref.place, found);
}

/** Whether Upsun told what this token may do to it at all. */
function hasOperations({ _links: links }: UpsunEnvironment): boolean {
  return Object.keys(links ?? {}).length > 0;
}

async function deactivate(
  request: UpsunRequest,
  project: Place,
  { id }: UpsunEnvironment,
): Promise<void> {
  const path = environmentPath(project, id, 'deactivate');
  const purpose = 'deactivate the environment';
  await request.write({ purpose, method: 'POST', path, target: 'environment', body: {} });
}

async function release(
  request: UpsunRequest,
  project: Place,
  found: UpsunEnvironment,
): Promise<void> {
  const path = environmentPath(project, found.id);
  if (!found.has_remote && may(found, 'delete') && !(await isPruned(request, project))) {
    const purpose = 'delete the environment';
    return request.write({ purpose, method: 'DELETE', path, target: 'environment' });
  }
  await removeVariables(request, project, found.id);
  await request.write({
    purpose: 'give the environment back to its branch',
    method: 'PATCH',
    path,
    target: 'environment',
    body: { title: found.name || found.id },
  });
}

async function isPruned(request: UpsunRequest, project: Place): Promise<boolean> {
  const integrations = await readIntegrations(request, project);
  return integrations?.some(({ prune_branches: prunes }) => prunes) ?? true;
}

function noRight() {
  return permanent(
    'no-right',
    'Could not deactivate the environment: the API token has no right to.',
    'An admin of the Upsun project makes the user of the token an admin of its development environments, or deactivates it in the Upsun Console.',
    'settings',
  );
}
