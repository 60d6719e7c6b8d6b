import * as v from 'valibot';

/**
 * What is read of Ona's answers: JSON of protocol buffers, where what is zero, empty or false is left out,
 * and where an enum may have values that are newer than this app.
 */

const Text = v.nullish(v.string(), '');
const Flag = v.nullish(v.boolean(), false);
const list = <Item extends v.GenericSchema>(item: Item) => v.nullish(v.array(item), []);

/** Ids are UUIDs; they become part of addresses. */
const Id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));

/** Whose token it is. */
export const Identity = v.object({
  subject: v.object({ id: Id, principal: Text }),
  organizationId: Id,
});
export const User = v.object({ user: v.nullish(v.object({ name: Text, email: Text })) });
export const Organization = v.object({ organization: v.nullish(v.object({ name: Text })) });

const EnvironmentClass = v.object({
  id: Id,
  displayName: Text,
  description: Text,
  runnerId: Text,
  enabled: Flag,
});
export const FoundClass = v.object({ environmentClass: EnvironmentClass });

const Pagination = v.nullish(v.object({ nextToken: Text }), { nextToken: '' });
export const ClassPage = v.object({
  pagination: Pagination,
  environmentClasses: list(EnvironmentClass),
});

const Runner = v.object({
  runnerId: Id,
  name: Text,
  status: v.nullish(
    v.object({ phase: Text, message: Text, region: Text, capabilities: list(v.string()) }),
  ),
});
export type Runner = v.InferOutput<typeof Runner>;
export const FoundRunner = v.object({ runner: Runner });
export const RunnerPage = v.object({ pagination: Pagination, runners: list(Runner) });

export const Integrations = v.object({ integrations: list(v.object({ host: Text })) });
export const HostSignIn = v.object({
  authenticated: Flag,
  supportsOauth2: v.nullish(v.object({ authUrl: Text })),
  authenticationUrl: Text,
});
export const RepositoryAccess = v.object({ hasAccess: Flag, errorMessage: Text });

const Part = v.nullish(v.object({ phase: Text, failureMessage: Text }));

export const OnaEnvironment = v.object({
  id: Id,
  metadata: v.object({
    organizationId: Text,
    creator: v.nullish(v.object({ id: Text })),
    createdAt: Text,
    lastStartedAt: Text,
    archivedAt: Text,
    name: Text,
    annotations: v.nullish(v.record(v.string(), v.string()), {}),
  }),
  spec: v.nullish(v.object({ specVersion: Text, machine: v.nullish(v.object({ class: Text })) })),
  status: v.nullish(
    v.object({
      phase: Text,
      failureMessage: list(v.string()),
      environmentUrls: v.nullish(
        v.object({
          ports: list(v.object({ port: v.nullish(v.number(), 0), url: Text })),
          logs: Text,
        }),
      ),
      runnerAck: v.nullish(v.object({ specVersion: Text, statusCode: Text, message: Text })),
      machine: v.nullish(v.object({ phase: Text, failureMessage: Text, timeout: Text })),
      content: v.nullish(
        v.object({
          phase: Text,
          failureMessage: Text,
          git: v.nullish(v.object({ latestCommit: Text })),
        }),
      ),
      devcontainer: Part,
      automationsFile: v.nullish(
        v.object({ phase: Text, failureMessage: Text, automationsFilePresence: Text }),
      ),
    }),
  ),
});
export type OnaEnvironment = v.InferOutput<typeof OnaEnvironment>;
export const FoundEnvironment = v.object({ environment: OnaEnvironment });
export const EnvironmentPage = v.object({
  pagination: Pagination,
  environments: list(OnaEnvironment),
});

const Service = v.object({
  id: Id,
  metadata: v.nullish(v.object({ reference: Text })),
  status: v.nullish(v.object({ phase: Text, failureMessage: Text, logUrl: Text })),
});
export type Service = v.InferOutput<typeof Service>;
export const ServicePage = v.object({ pagination: Pagination, services: list(Service) });
export const MadeService = v.object({ service: Service });

export const Token = v.object({ accessToken: v.pipe(v.string(), v.minLength(1)) });

/** A call whose answer says nothing more. */
export const Nothing = v.unknown();

/** An error as Connect tells it. `debug` is there when the server adds it. */
export const ConnectError = v.object({
  code: v.string(),
  message: Text,
  details: list(v.object({ type: Text, debug: v.nullish(v.unknown()) })),
});
export type ConnectError = v.InferOutput<typeof ConnectError>;
