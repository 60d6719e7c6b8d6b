import { failureOf } from '../domain/failure';
import type { Environment } from '../domain/provider';
import type { RepositorySettings } from '../domain/settings';
import type { Hosting } from '../ports/hosting';
import { update } from './settings/connect-provider';
import type { Dependencies } from './dependencies';
import { openHosting } from './use-hosting';

/** Forge ends the function after 55 s (its documentation); a delete that is begun by then can still end. */
const LIMIT_MS = 40_000;
const DELETES_AT_ONCE = 8;

interface Deletion {
  hosting: Hosting;
  environment: Environment;
  commit: string | undefined;
}

/**
 * Has everything that runs deleted, in all repositories, because the app is about to be uninstalled. Best
 * effort: nothing can hold the uninstall up, and nothing can be done after it. What an admin left running
 * stays. The log says how many deletes were not accepted in time.
 */
export async function cleanUpBeforeUninstall(deps: Dependencies): Promise<void> {
  const until = deps.clock.now() + LIMIT_MS;
  const concerned = (await deps.store.listSettings()).filter(
    ({ connection, disconnecting }) => connection && !disconnecting?.keep,
  );
  const deletions = (await Promise.all(concerned.map((one) => prepare(deps, one)))).flat();
  let accepted = 0;
  const left = [...deletions];
  async function work(): Promise<void> {
    for (let next = left.shift(); next; next = left.shift()) {
      if (deps.clock.now() >= until) return;
      const { hosting, environment, commit } = next;
      const failure = await hosting.remove?.(environment, commit).then(() => undefined, failureOf);
      if (!failure) accepted += 1;
      else
        deps.log('could not delete before the uninstall', {
          environment: environment.id,
          code: failure.code,
        });
    }
  }
  await Promise.all(Array.from({ length: DELETES_AT_ONCE }, work));
  deps.log('deleted before the uninstall', { accepted, of: deletions.length });
}

/**
 * Marks a repository as being disconnected, so that no event of these seconds has anything made again, and
 * finds what it has. One that cannot be read hinders no other.
 */
async function prepare(deps: Dependencies, settings: RepositorySettings): Promise<Deletion[]> {
  const { repository, connection } = settings;
  try {
    const hosting = connection && (await openHosting(deps, connection));
    if (!hosting) return [];
    await update(deps, repository, (before) => ({
      ...before,
      disconnecting: before.disconnecting ?? { at: deps.clock.now() },
    }));
    const { previews } = await deps.store.listPreviews(repository);
    return previews
      .flatMap(({ holdings, deployment }) =>
        holdings.map((one) => ({ one, commit: deployment?.commit })),
      )
      .flatMap(({ one, commit }) =>
        one.state === 'ours' || one.state === 'going'
          ? [{ hosting, environment: one.environment, commit }]
          : [],
      );
  } catch (error) {
    deps.log('could not clean up before the uninstall', {
      repository: repository.repositoryId,
      code: failureOf(error).code,
    });
    return [];
  }
}
