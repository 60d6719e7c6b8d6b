import { Hono } from 'hono';
import * as v from 'valibot';
import { readJson } from '../read-json';
import { listActivities } from './activity-routes';
import { accepted, refused } from './answers';
import { projectOf, type ApiParts } from './api-parts';
import { showIntegration } from './show';

const Patch = v.strictObject({
  type: v.literal('bitbucket'),
  repository: v.string(),
  fetch_branches: v.optional(v.boolean()),
  prune_branches: v.optional(v.boolean()),
  build_pull_requests: v.optional(v.boolean()),
});

/** The connection of a project with its repository. */
export function integrationRoutes(parts: ApiParts): Hono {
  const app = new Hono();
  const { behaviour, projects } = parts;

  app.get('/', (c) => {
    const project = projectOf(parts, c);
    return c.json(project.integration ? [showIntegration(project)] : []);
  });
  app.patch('/:integration', async (c) => {
    const project = projectOf(parts, c);
    const { integration } = project;
    if (!integration) return refused(behaviour, 404, 'There is no such integration.');
    const body = v.safeParse(Patch, await readJson(c.req.raw));
    if (!body.success) return refused(behaviour, 400, body.issues[0].message);
    const { repository, type: _, ...flags } = body.output;
    project.repository = repository;
    const told = Object.entries(flags).filter(([, value]) => value !== undefined);
    Object.assign(integration, Object.fromEntries(told));
    projects.save(project);
    return accepted(parts, project, { entity: showIntegration(project) });
  });
  app.delete('/:integration', (c) => {
    const project = projectOf(parts, c);
    delete project.integration;
    projects.save(project);
    return accepted(parts, project, {});
  });
  app.get('/:integration/activities', (c) => {
    const project = projectOf(parts, c);
    return c.json(listActivities(parts, project, (one) => one.integration !== undefined));
  });
  return app;
}
