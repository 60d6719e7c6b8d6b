import * as v from 'valibot';
import { describeIssue } from '../describe-issue';

/** The parts of manifest.yml that the local platform reads; `forge lint` knows the rest. */

const Resolver = v.object({ function: v.string(), method: v.optional(v.string()) });
const Runtime = v.object({ name: v.string(), memoryMB: v.optional(v.number()) });

/** `function`: a file below `src` and one of its exports. */
export const FunctionModule = v.object({
  key: v.string(),
  handler: v.pipe(v.string(), v.regex(/^[^.]+\.[A-Za-z_$][\w$]*$/, 'must be "<file>.<export>"')),
  timeoutSeconds: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(900))),
  runtime: v.optional(v.object({ memoryMB: v.optional(v.number()) })),
});

/** `trigger`; of filters, expressions only, because `ignoreSelf` is no option on Bitbucket. */
export const TriggerModule = v.object({
  key: v.string(),
  function: v.string(),
  events: v.array(v.string()),
  filter: v.optional(
    v.strictObject({
      expression: v.string(),
      onError: v.optional(v.picklist(['IGNORE_AND_LOG', 'RECEIVE_AND_LOG'])),
    }),
  ),
});

/** `consumer`, with a function of its own or one of a resolver. */
export const ConsumerModule = v.object({
  key: v.string(),
  queue: v.string(),
  function: v.optional(v.string()),
  resolver: v.optional(Resolver),
});

/** `scheduledTrigger`. */
export const ScheduledModule = v.object({
  key: v.string(),
  function: v.string(),
  interval: v.picklist(['fiveMinute', 'hour', 'day', 'week']),
});

/** `preUninstall`. */
export const PreUninstallModule = v.object({ key: v.string(), function: v.string() });

/** A `bitbucket:` module that shows something. */
export const UiModule = v.object({
  key: v.string(),
  title: v.optional(v.string(), ''),
  resource: v.string(),
  resolver: v.optional(Resolver),
});

/** `app.storage.entities`; a bare attribute name is an index of that attribute. */
export const Entity = v.object({
  name: v.string(),
  attributes: v.record(
    v.string(),
    v.object({ type: v.picklist(['string', 'boolean', 'float', 'integer', 'any']) }),
  ),
  indexes: v.optional(
    v.array(
      v.union([
        v.string(),
        v.object({
          name: v.string(),
          range: v.array(v.string()),
          partition: v.optional(v.array(v.string())),
        }),
      ]),
    ),
    [],
  ),
});

const Egress = v.union([
  v.string(),
  v.pipe(
    v.object({ address: v.string() }),
    v.transform(({ address }) => address),
  ),
]);

/** The whole file; its modules are read one by one. */
export const Manifest = v.object({
  app: v.object({
    id: v.string(),
    runtime: Runtime,
    storage: v.optional(v.object({ entities: v.optional(v.array(Entity), []) }), {}),
  }),
  modules: v.record(v.string(), v.array(v.unknown())),
  resources: v.optional(v.array(v.object({ key: v.string(), path: v.string() })), []),
  permissions: v.optional(
    v.object({
      scopes: v.optional(
        v.pipe(
          v.union([v.array(v.string()), v.record(v.string(), v.unknown())]),
          v.transform((scopes) => (Array.isArray(scopes) ? scopes : Object.keys(scopes))),
        ),
        [],
      ),
      external: v.optional(
        v.object({
          fetch: v.optional(v.object({ backend: v.optional(v.array(Egress), []) }), {}),
        }),
        {},
      ),
    }),
    {},
  ),
});

/** What fits the schema; throws an error that names the field otherwise. */
export function check<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  where: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = [where, v.getDotPath(issue)].filter(Boolean).join('.');
  throw new Error(`${path} ${describeIssue(issue)}`);
}
