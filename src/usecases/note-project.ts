import { failureOf } from '../domain/failure';
import type { RepositoryKey } from '../domain/preview-key';
import type { RepositorySettings } from '../domain/settings';
import type { Dependencies } from './dependencies';

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
