import type { StateStore } from '../state-store';
import type { ProjectRecord } from './records';

/** The projects of the stand-in: one of each repository, with its integration in place. */
export interface Projects {
  list(): ProjectRecord[];
  find(id: string): ProjectRecord | undefined;
  /** Keeps what became of a project for the next start. */
  save: (project: ProjectRecord) => void;
}

/** `repositories` are `<workspace>/<slug>`, asked whenever projects are. */
export function createProjects(store: StateStore, repositories: () => string[]): Projects {
  const table = store.table<ProjectRecord>('upsun.projects');
  const known = new Map<string, ProjectRecord>(table.entries());

  function save(project: ProjectRecord): void {
    // A failed write is told to whoever holds the store.
    store.write([table.put(project.id, project)]).catch(() => undefined);
  }

  function list(): ProjectRecord[] {
    for (const repository of repositories()) {
      const id = idOf(repository);
      if (!known.has(id)) known.set(id, newProject(id, repository));
    }
    return [...known.values()];
  }

  return { list, find: (id) => list().find((one) => one.id === id), save };
}

/** Letters and digits, as Upsun's ids are. */
function idOf(repository: string): string {
  return `local${repository.replace(/[^a-z0-9]/gi, '').toLowerCase()}`;
}

function newProject(id: string, repository: string): ProjectRecord {
  return {
    id,
    title: `Project of ${repository}`,
    repository,
    integration: { fetch_branches: true, prune_branches: true, build_pull_requests: false },
    environments: [],
    activities: [],
  };
}
