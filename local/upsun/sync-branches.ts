import type { Clock } from '../clock';
import type { Operations } from './operations';
import type { EnvironmentRecord, ProjectRecord } from './records';

/**
 * Gives each branch an environment, as a fetch of the integration does: a new one is not active. Without its
 * branch an environment vanishes where the integration prunes, and stays otherwise.
 */
export function syncBranches(
  project: ProjectRecord,
  branches: Map<string, string>,
  operations: Operations,
  clock: Clock,
): void {
  const { integration } = project;
  if (!integration?.fetch_branches) return;
  operations.queue.add(
    project,
    { type: 'integration.bitbucket.fetch', integration: `${project.id}-bitbucket` },
    () => Promise.resolve(),
  );
  for (const [id, head] of branches) {
    const known = project.environments.find((one) => one.id === id);
    const one = known ?? newEnvironment(id, head, clock.now());
    if (!known) project.environments.push(one);
    one.hasRemote = true;
    if (known?.head === head) continue;
    const before = known?.head;
    one.head = head;
    operations.pushed(project, one, before);
  }
  for (const one of project.environments.filter(({ id }) => !branches.has(id))) {
    one.hasRemote = false;
    if (integration.prune_branches) prune(project, one, operations);
  }
}

function prune(project: ProjectRecord, one: EnvironmentRecord, operations: Operations): void {
  const remove = () => {
    project.environments = project.environments.filter((it) => it !== one);
  };
  if (one.status === 'inactive') return remove();
  if (one.status === 'deleting') return;
  operations.deactivate(project, one, remove);
  one.status = 'deleting';
}

function newEnvironment(id: string, head: string, now: number): EnvironmentRecord {
  const isMain = id === 'main';
  return {
    id,
    title: id,
    parent: isMain ? null : 'main',
    clone_parent_on_create: true,
    status: isMain ? 'active' : 'inactive',
    isMain,
    hasRemote: true,
    head,
    createdAt: now,
    updatedAt: now,
    isProtected: false,
    variables: [],
  };
}
