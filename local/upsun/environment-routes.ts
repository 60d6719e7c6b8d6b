import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { readJson } from '../read-json';
import { accepted, refused } from './answers';
import { place, type ApiParts, type Place } from './api-parts';
import type { ActivityRecord, EnvironmentRecord, ProjectRecord } from './records';
import { showEnvironment } from './show';

const Patch = v.strictObject({
  title: v.optional(v.string()),
  parent: v.optional(v.nullable(v.string())),
  clone_parent_on_create: v.optional(v.boolean()),
  http_access: v.optional(v.looseObject({ is_enabled: v.optional(v.boolean()) })),
});

const Activation = v.strictObject({
  resources: v.optional(
    v.nullable(v.strictObject({ init: v.picklist(['default', 'minimum', 'parent', 'manual']) })),
  ),
});

/** One environment, and what can be done to it. */
export function environmentRoutes(parts: ApiParts): Hono {
  const app = new Hono();
  const { behaviour, operations, projects } = parts;
  const show = ({ project, environment }: Place) => showEnvironment(parts, project, environment);

  app.get('/', (c) => c.json(show(place(parts, c))));
  app.patch('/', async (c) => {
    const at = place(parts, c);
    const body = v.safeParse(Patch, await readJson(c.req.raw));
    if (!body.success) return refused(behaviour, 400, body.issues[0].message);
    const { http_access: access, ...changes } = body.output;
    const told = Object.entries(changes).filter(([, value]) => value !== undefined);
    Object.assign(at.environment, Object.fromEntries(told));
    if (access) at.environment.isProtected = access.is_enabled ?? false;
    projects.save(at.project);
    return accepted(parts, at.project, { entity: show(at) });
  });
  app.delete('/', (c) => {
    const { project, environment } = place(parts, c);
    if (environment.status !== 'inactive') {
      return refused(behaviour, 400, 'The environment must be inactive to be deleted.');
    }
    project.environments = project.environments.filter((one) => one !== environment);
    projects.save(project);
    return accepted(parts, project, {});
  });

  const operation = (
    name: string,
    from: EnvironmentRecord['status'][],
    run: (project: ProjectRecord, environment: EnvironmentRecord) => ActivityRecord,
  ) =>
    app.post(`/${name}`, (c) => {
      const { project, environment } = place(parts, c);
      if (!from.includes(environment.status)) {
        const detail = `The environment is ${environment.status}: it cannot be given ${name}.`;
        return refused(behaviour, 400, detail);
      }
      return accepted(parts, project, { activity: run(project, environment) });
    });
  app.use('/activate', async (c: Context, next) => {
    const { project } = place(parts, c);
    const body = v.safeParse(Activation, await readJson(c.req.raw.clone()));
    if (!body.success) return refused(behaviour, 400, body.issues[0].message);
    if (behaviour.suspended) return refused(behaviour, 403, 'The project is suspended.');
    const used = project.environments.filter((one) => !one.isMain && one.status !== 'inactive');
    if (used.length >= behaviour.mostEnvironments) {
      return refused(behaviour, 400, 'No more environments can be active.');
    }
    return next();
  });
  operation('activate', ['inactive'], operations.activate);
  operation('deactivate', ['active', 'paused'], (project, one) =>
    operations.deactivate(project, one),
  );
  operation('pause', ['active'], operations.pause);
  operation('resume', ['paused'], operations.resume);
  operation('redeploy', ['active', 'paused'], operations.redeploy);
  app.post('/deploy', (c) => {
    const { project, environment } = place(parts, c);
    operations.queue.release(project, environment.id);
    return accepted(parts, project, {});
  });
  app.get('/deployments/current', (c) => {
    const { project, environment } = place(parts, c);
    if (!environment.running) return refused(behaviour, 404, 'Nothing was deployed yet.');
    const url = parts.urlOf(project, environment);
    const route = { type: 'upstream', upstream: 'app', original_url: 'https://{default}/' };
    const routes = {
      [`${url}other/`]: { ...route, primary: false },
      [url]: { ...route, primary: true },
      [url.replace('//', '//www.')]: { type: 'redirect', to: url, primary: false },
    };
    return c.json({ id: 'current', routes });
  });
  return app;
}
