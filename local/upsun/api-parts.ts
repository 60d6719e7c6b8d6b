import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Clock } from '../clock';
import { refused } from './answers';
import type { Operations } from './operations';
import type { Projects } from './projects';
import type { EnvironmentRecord, ProjectRecord } from './records';
import type { Shown } from './show';

/** What the routes of the API need. */
export interface ApiParts extends Shown {
  clock: Clock;
  projects: Projects;
  operations: Operations;
  /** Resolves when the branches of a project were fetched for the first time. */
  fetched(project: ProjectRecord): Promise<void>;
}

/** What a request is about. */
export interface Place {
  project: ProjectRecord;
  environment: EnvironmentRecord;
}

/** The project of a request; answers 404 without one. */
export function projectOf({ projects, behaviour }: ApiParts, c: Context): ProjectRecord {
  const project = projects.find(c.req.param('project') ?? '');
  if (project) return project;
  throw new HTTPException(404, { res: refused(behaviour, 404, 'There is no such project.') });
}

/** Project and environment of a request; answers 404 without one. */
export function place(parts: ApiParts, c: Context): Place {
  const project = projectOf(parts, c);
  const id = c.req.param('environment') ?? '';
  const environment = project.environments.find((one) => one.id === id);
  if (environment) return { project, environment };
  const res = refused(parts.behaviour, 404, 'There is no such environment.');
  throw new HTTPException(404, { res });
}
