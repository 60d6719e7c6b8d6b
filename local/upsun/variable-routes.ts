import { Hono } from 'hono';
import * as v from 'valibot';
import { readJson } from '../read-json';
import { accepted, refused } from './answers';
import type { ApiParts } from './api-parts';
import { place, type Place } from './api-parts';
import type { VariableRecord } from './records';
import { showVariable } from './show';

const CHANGES = {
  value: v.string(),
  attributes: v.record(v.string(), v.string()),
  is_json: v.boolean(),
  is_sensitive: v.boolean(),
  is_enabled: v.boolean(),
  is_inheritable: v.boolean(),
  visible_build: v.boolean(),
  visible_runtime: v.boolean(),
};
const NAME = v.pipe(v.string(), v.regex(/^(?:env:)?[A-Za-z][A-Za-z0-9_]*$/, 'is not a name'));
const Patch = v.strictObject({ ...v.partial(v.object(CHANGES)).entries, name: v.optional(NAME) });
const Creation = v.strictObject({ ...Patch.entries, name: NAME, value: v.string() });

/** Variables of an environment. A change of one that is active begins a deployment. */
export function variableRoutes(parts: ApiParts): Hono {
  const app = new Hono();
  const { behaviour, operations, clock } = parts;

  const changed = ({ project, environment }: Place, type: string, entity?: object) => {
    const activity = operations.changed(project, environment, `environment.variable.${type}`);
    return accepted(parts, project, { activity, ...(entity ? { entity } : {}) });
  };
  const show = ({ project, environment }: Place, one: VariableRecord) =>
    showVariable(project, environment.id, one);

  app.get('/', (c) => {
    const at = place(parts, c);
    const parent = at.project.environments.find(({ id }) => id === at.environment.parent);
    const own = at.environment.variables;
    const inherited = (parent?.variables ?? []).filter(
      (one) => one.is_inheritable && !own.some(({ name }) => name === one.name),
    );
    return c.json([
      ...own.map((one) => show(at, one)),
      ...inherited.map((one) => showVariable(at.project, at.environment.id, one, true)),
    ]);
  });
  app.post('/', async (c) => {
    const at = place(parts, c);
    const body = v.safeParse(Creation, await readJson(c.req.raw));
    if (!body.success) return refused(behaviour, 400, body.issues[0].message);
    if (at.environment.variables.some(({ name }) => name === body.output.name)) {
      return refused(behaviour, 409, `The variable ${body.output.name} exists already.`);
    }
    const one = { ...DEFAULTS, createdAt: clock.now(), ...withoutUndefined(body.output) };
    at.environment.variables.push(one as VariableRecord);
    return changed(at, 'create', show(at, one as VariableRecord));
  });
  app.patch('/:name', async (c) => {
    const at = place(parts, c);
    const one = at.environment.variables.find(({ name }) => name === c.req.param('name'));
    if (!one) return refused(behaviour, 404, 'There is no such variable.');
    const body = v.safeParse(Patch, await readJson(c.req.raw));
    if (!body.success) return refused(behaviour, 400, body.issues[0].message);
    if (one.is_sensitive && body.output.is_sensitive === false) {
      return refused(behaviour, 400, 'A sensitive variable cannot be made readable again.');
    }
    Object.assign(one, withoutUndefined(body.output));
    return changed(at, 'update', show(at, one));
  });
  app.delete('/:name', (c) => {
    const at = place(parts, c);
    const { environment } = at;
    const kept = environment.variables.filter(({ name }) => name !== c.req.param('name'));
    if (kept.length === environment.variables.length) {
      return refused(behaviour, 404, 'There is no such variable.');
    }
    environment.variables = kept;
    return changed(at, 'delete');
  });
  return app;
}

const DEFAULTS = {
  attributes: {},
  is_json: false,
  is_sensitive: false,
  is_enabled: true,
  is_inheritable: true,
  visible_build: true,
  visible_runtime: true,
};

function withoutUndefined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
