import * as v from 'valibot';

/** What is read of a host's answers. docs/host-protocol.openapi.yaml has all of it. */

/** Chosen by this app, or by whoever else uses the host. */
const Name = v.pipe(v.string(), v.regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/));

/** Part of a path, so `.` and `..` are none. */
const Id = v.pipe(v.string(), v.regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/));

const Mends = v.picklist(['time', 'settings', 'person', 'provider']);

/** Why something failed: of a deployment, of an app, and of a call. */
export const HostFailure = v.object({
  code: v.string(),
  message: v.string(),
  remedy: v.string(),
  mends: Mends,
});
export type HostFailure = v.InferOutput<typeof HostFailure>;

const Price = v.object({
  amount: v.pipe(v.string(), v.regex(/^\d{1,12}(\.\d{1,12})?$/), v.transform(Number)),
  currency: v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)),
  per: v.picklist(['hour', 'month']),
});

const Size = v.object({
  id: Id,
  title: v.string(),
  description: v.nullish(v.string(), ''),
  price: v.nullable(Price),
});
export type Size = v.InferOutput<typeof Size>;

/** What the token opens. */
export const HostOffer = v.object({
  protocol: v.number(),
  places: v.array(v.object({ id: Id, title: v.string(), sizes: v.array(Size) })),
});

/** Milliseconds since the epoch; undefined for what is not known, or is no time. */
const Time = v.pipe(
  v.nullish(v.string(), ''),
  v.transform((text) => {
    const at = Date.parse(text);
    return Number.isNaN(at) ? undefined : at;
  }),
);

const Log = v.nullish(v.array(v.string()), []);

/** An environment, as a list shows it, or with logs as a read does. */
export const HostEnvironment = v.object({
  name: Name,
  size: v.string(),
  links: v.array(v.object({ url: v.string() })),
  runs: v.nullable(
    v.object({
      state: v.picklist(['up', 'starting', 'asleep', 'down']),
      commit: v.string(),
      destination: v.nullish(v.string()),
      failure: v.nullish(HostFailure),
      log: Log,
    }),
  ),
  deployment: v.object({
    id: v.string(),
    commit: v.string(),
    state: v.picklist(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
    startedAt: Time,
    endedAt: Time,
    logUrl: v.nullish(v.string()),
    failure: v.nullish(HostFailure),
    steps: v.nullish(
      v.array(
        v.object({
          title: v.string(),
          state: v.picklist(['waiting', 'running', 'succeeded', 'failed', 'cancelled']),
          log: Log,
        }),
      ),
      [],
    ),
  }),
});
export type HostEnvironment = v.InferOutput<typeof HostEnvironment>;

/** A page of a list. `next` is always there: without it nobody knows whether more follow. */
export const Page = v.object({
  environments: v.array(HostEnvironment),
  next: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(1000))),
});
