import * as v from 'valibot';

/** Bodies of calls. What they do not name is dropped, as protocol buffers drop it. */

const Uuid = v.pipe(v.string(), v.uuid());
const Seconds = v.pipe(
  v.string(),
  v.regex(/^\d+s$/),
  v.transform((text) => Number.parseInt(text, 10)),
  v.check((seconds) => seconds === 0 || seconds >= 1800, 'must be 0s or at least 1800s'),
);
const Pagination = v.optional(
  v.object({
    pageSize: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100)), 25),
    token: v.optional(v.string(), ''),
  }),
  { pageSize: 25, token: '' },
);

export const OfEnvironment = v.object({ environmentId: Uuid });
export const OfClass = v.object({ environmentClassId: Uuid });
export const OfRunner = v.object({ runnerId: Uuid });
export const OfHost = v.object({ runnerId: Uuid, host: v.string() });
export const OfRepository = v.object({ runnerId: Uuid, repositoryUrl: v.string() });
export const OfService = v.object({ id: Uuid });
export const Page = v.object({ pagination: Pagination });

export const ListEnvironments = v.object({
  pagination: Pagination,
  filter: v.optional(
    v.object({
      creatorIds: v.optional(v.pipe(v.array(Uuid), v.maxLength(25)), []),
      archivalStatus: v.optional(v.string(), ''),
    }),
    { creatorIds: [], archivalStatus: '' },
  ),
});
export const ListServices = v.object({
  pagination: Pagination,
  filter: v.object({ environmentIds: v.pipe(v.array(Uuid), v.maxLength(25)) }),
});

const Git = v.object({
  remoteUri: v.string(),
  targetMode: v.picklist(['CLONE_TARGET_MODE_REMOTE_COMMIT']),
  cloneTarget: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)),
});
const Port = v.object({
  port: v.pipe(v.number(), v.integer(), v.minValue(1024), v.maxValue(65_535)),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  admission: v.optional(v.string(), ''),
});
const NoRoot = v.pipe(v.string(), v.regex(/^(?!\/)/, 'must not be absolute'));

export const CreateEnvironment = v.object({
  name: v.optional(v.pipe(v.string(), v.maxLength(80)), ''),
  annotations: v.optional(v.record(v.string(), v.string()), {}),
  spec: v.object({
    desiredPhase: v.literal('ENVIRONMENT_PHASE_RUNNING'),
    machine: v.object({ class: Uuid }),
    content: v.object({
      initializer: v.object({
        specs: v.pipe(v.array(v.object({ git: Git })), v.length(1)),
      }),
    }),
    ports: v.optional(v.array(Port), []),
    timeout: v.optional(v.object({ disconnected: v.optional(Seconds, '1800s') }), {}),
    automationsFile: v.optional(v.object({ automationsFilePath: v.optional(NoRoot, '') })),
  }),
});
export type CreateEnvironment = v.InferOutput<typeof CreateEnvironment>;

export const CreateService = v.object({
  environmentId: Uuid,
  metadata: v.object({
    name: v.pipe(v.string(), v.minLength(1)),
    reference: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,128}$/)),
  }),
  spec: v.object({
    commands: v.object({ start: v.pipe(v.string(), v.minLength(1)) }),
    env: v.optional(v.array(v.object({ name: v.string(), value: v.optional(v.string(), '') })), []),
  }),
});
