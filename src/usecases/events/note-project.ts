import { failureOf } from '../../domain/failure';
import type { RepositoryKey } from '../../domain/preview-key';
import type { RepositorySettings } from '../../domain/settings';
import type { Dependencies } from '../dependencies';

/**
 * Remembers which project a repository is in, where that is news: its project may set rules for it. Who writes
 * the settings at the same moment goes first; the next event tells it again.
 */
export async function noteProject(
  { store }: Dependencies,
  settings: RepositorySettings | undefined,
  project: string | undefined,
): Promise<void> {
  if (!settings || project === undefined || settings.project === project) return;
  await store.writeSettings({ ...settings, project, revision: settings.revision + 1 });
}

/** So many repositories are asked for at once; more would take too long for whoever waits. */
const MOST_ASKED = 20;

/**
 * The settings, with the projects of repositories of which nobody was told it yet, as Bitbucket says now: before
 * the rules of a project change, it has to be known whom that concerns.
 */
export async function withProjects(
  deps: Dependencies,
  settings: RepositorySettings[],
): Promise<RepositorySettings[]> {
  const unknown = settings.filter((one) => one.connection && one.project === undefined);
  const asked = new Set(unknown.slice(0, MOST_ASKED));
  return Promise.all(
    settings.map(async (one) => {
      const project = asked.has(one) ? await findProject(deps, one.repository) : undefined;
      if (project === undefined) return one;
      await noteProject(deps, one, project);
      return { ...one, project };
    }),
  );
}

/** The project that a repository is in. That Bitbucket cannot be asked keeps nobody waiting: an event tells it later. */
export async function findProject(
  { bitbucket, log }: Dependencies,
  repository: RepositoryKey,
): Promise<string | undefined> {
  try {
    return await bitbucket.readProjectOf(repository);
  } catch (error) {
    const { code } = failureOf(error);
    log('could not read the project', { repository: repository.repositoryId, code });
    return undefined;
  }
}
