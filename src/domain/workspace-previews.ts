import type { WorkspaceConnection } from './connection';
import { defined } from './defined';
import { mayHaveEnvironment, type Preview } from './preview';
import { showPreviews, type PreviewRow } from './preview-row';
import type { ProviderDescriptions } from './provider-kind';
import type { ListedRepository } from './set-up';
import type { RepositorySettings } from './settings';

/** Every preview of a workspace, with totals against its limits. */
export interface WorkspacePreviews {
  rows: PreviewRow[];
  totals: PreviewTotals;
}

/** How many previews there are. */
export interface PreviewTotals {
  /** Those that have an environment, or may have one. */
  running: number;
  /** Those that wait: for their turn, or for room. */
  waiting: number;
  failed: number;
  /** How many repositories have one. */
  repositories: number;
  /** Of those that run, by connection of the workspace. */
  connections: { title: string; running: number; most?: number }[];
}

/** More would make an answer that is too long for Forge. */
const MOST_ROWS = 1_000;

/** The previews of all repositories of a workspace, by repository, each as its own list shows it. */
export function showWorkspacePreviews(
  previews: Preview[],
  {
    settings,
    repositories,
    connections,
    providers,
    now,
  }: {
    settings: RepositorySettings[];
    repositories: ListedRepository[];
    connections: WorkspaceConnection[];
    providers: ProviderDescriptions;
    now: number;
  },
): WorkspacePreviews {
  const names = new Map(repositories.map(({ id, name }) => [id, name]));
  const byRepository = new Map<string, Preview[]>();
  for (const preview of previews) {
    const { repositoryId } = preview.key;
    const own = byRepository.get(repositoryId);
    if (own) own.push(preview);
    else byRepository.set(repositoryId, [preview]);
  }
  const settingsOf = new Map(settings.map((one) => [one.repository.repositoryId, one]));
  const lists = [...byRepository].map(([id, own]) => {
    const known = settingsOf.get(id);
    const provider = providers[known?.connection?.provider ?? ''];
    const facts = { settings: known, provider, mayWrite: false, now };
    const repository = names.get(id) ?? id;
    return {
      repository,
      rows: showPreviews(own, 0, facts).rows.map((row) => ({ ...row, repository })),
    };
  });
  lists.sort((one, other) => one.repository.localeCompare(other.repository, 'en'));
  const running = previews.filter(mayHaveEnvironment);
  const overConnection = (id: string) =>
    running.filter(({ key }) => settingsOf.get(key.repositoryId)?.connection?.id === id).length;
  return {
    rows: lists.flatMap(({ rows }) => rows).slice(0, MOST_ROWS),
    totals: {
      running: running.length,
      waiting: previews.filter(({ state }) => state.type === 'waiting').length,
      failed: previews.filter(({ state }) => state.type === 'failed').length,
      repositories: lists.filter(({ rows }) => rows.length > 0).length,
      connections: connections
        .map(({ id, title, most }) => ({
          title,
          running: overConnection(id),
          ...defined({ most }),
        }))
        .sort((one, other) => one.title.localeCompare(other.title, 'en')),
    },
  };
}
