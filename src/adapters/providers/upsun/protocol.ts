import * as v from 'valibot';

/** What is read of Upsun's answers. Older regions leave parts out, so what is not needed may be missing. */

const Text = v.nullish(v.string(), '');
const Flag = v.nullish(v.boolean(), false);

/** Links of a resource. One of an operation, as `#activate`, is there when this token may do it now. */
const Links = v.nullish(v.record(v.string(), v.unknown()), {});

/** Milliseconds since the epoch; undefined for what is not known, or is no time. */
const Time = v.pipe(
  v.nullish(v.string(), ''),
  v.transform((text) => {
    const at = Date.parse(text);
    return Number.isNaN(at) ? undefined : at;
  }),
);

/** A branch of a project, with what runs for it. `http_access` is read without the passwords in it. */
export const UpsunEnvironment = v.object({
  id: v.string(),
  name: Text,
  machine_name: Text,
  title: Text,
  type: Text,
  status: v.string(),
  is_main: Flag,
  is_pr: Flag,
  has_remote: v.nullish(v.boolean(), true),
  head_commit: v.nullish(v.string()),
  http_access: v.nullish(v.object({ is_enabled: Flag })),
  _links: Links,
});
export type UpsunEnvironment = v.InferOutput<typeof UpsunEnvironment>;

/** Something that Upsun does, or did. Its payload may hold values of variables: only commits are read. */
export const Activity = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,100}$/)),
  type: v.string(),
  state: v.string(),
  result: v.nullish(v.string()),
  failure_reason: v.nullish(v.string()),
  completion_percent: v.nullish(v.number()),
  created_at: Time,
  started_at: Time,
  completed_at: Time,
  commands: v.nullish(
    v.array(v.object({ app: Text, type: Text, exit_code: v.nullish(v.number(), 0) })),
    [],
  ),
  parameters: v.nullish(v.object({ new_commit: v.nullish(v.string()) })),
  payload: v.nullish(
    v.object({ commits: v.nullish(v.array(v.object({ sha: v.nullish(v.string()) }))) }),
  ),
  _links: Links,
});
export type Activity = v.InferOutput<typeof Activity>;

/** A connection of a project with something outside. The fields of Bitbucket's are missing from others. */
export const Integration = v.object({
  id: v.string(),
  type: v.string(),
  repository: Text,
  fetch_branches: v.nullish(v.boolean(), true),
  prune_branches: v.nullish(v.boolean(), true),
  build_pull_requests: v.nullish(v.boolean(), true),
});
export type Integration = v.InferOutput<typeof Integration>;

/** A variable of an environment, or one that it inherits. Of a sensitive one the value is not told. */
export const Variable = v.object({
  id: Text,
  name: v.string(),
  value: v.nullish(v.string()),
  is_sensitive: Flag,
  is_json: Flag,
  is_enabled: v.nullish(v.boolean(), true),
  visible_build: Flag,
  visible_runtime: v.nullish(v.boolean(), true),
  inherited: Flag,
  attributes: v.nullish(v.record(v.string(), v.unknown()), {}),
});
export type Variable = v.InferOutput<typeof Variable>;

/** What an environment runs, as far as visitors are led to it. */
export const Deployment = v.object({
  routes: v.nullish(
    v.record(v.string(), v.object({ type: Text, primary: v.nullish(v.boolean(), false) })),
    {},
  ),
});

/** What keeps a project from running more. */
export const Project = v.object({
  title: Text,
  subscription: v.nullish(
    v.object({
      plan: Text,
      suspended: Flag,
      restricted: Flag,
      environments: v.nullish(v.number()),
      resources: v.nullish(
        v.object({
          development: v.nullish(v.object({ max_environments: v.nullish(v.number()) })),
        }),
      ),
    }),
  ),
});

/** Whose token it is. */
export const Me = v.object({ id: v.string() });

/** A page of the organisation or user API. */
export const pageOf = <Item extends v.GenericSchema>(item: Item) =>
  v.object({
    items: v.array(item),
    _links: v.nullish(
      v.record(v.string(), v.nullish(v.object({ href: v.nullish(v.string()) }))),
      {},
    ),
  });

export const Organization = v.object({ id: v.string(), name: Text, label: Text });
export type Organization = v.InferOutput<typeof Organization>;

export const ListedProject = v.object({ id: v.string(), title: Text });

export const Access = v.object({ resource_id: v.string(), organization_id: Text });

/** Projects by their ids, as the link of a list of grants leads to them. */
export const ProjectsById = v.record(
  v.string(),
  v.nullish(v.object({ id: v.string(), title: Text, organization_id: Text })),
);
