import * as v from 'valibot';
import { describeIssues } from '../describe-issue';
import { readJson } from '../read-json';
import { mismatch } from './problem';

const Id = v.pipe(v.number(), v.integer(), v.minValue(0));
const Positive = v.pipe(v.number(), v.integer(), v.minValue(1));
const VariableName = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z_][A-Za-z0-9_.-]*$/,
    'must begin with a letter or _ and have no more than letters, digits, _, . and -',
  ),
);

/** Only what this machine's git can clone without asking a person: no ssh. */
const GitUrl = v.pipe(
  v.string(),
  v.regex(
    /^(https?:\/\/|file:\/\/\/|\/)\S+$/,
    'must be an address that begins with https:// or http://, or a path on this machine',
  ),
);

/** Body of PUT `/workspaces/{id}/env-vars`. */
export const EnvVars = v.array(v.object({ name: VariableName, value: v.string() }));

/** Body of DELETE `/workspaces/{id}/env-vars`. */
export const VariableNames = v.array(VariableName);

/** Body of POST `/workspaces`. */
export const CreateWorkspace = v.object({
  teamId: Id,
  name: v.string(),
  planId: Id,
  isPrivateRepo: v.boolean(),
  replicas: Positive,
  baseImage: v.optional(v.string()),
  gitUrl: v.optional(GitUrl),
  initialBranch: v.optional(v.string()),
  cloneDepth: v.optional(Positive),
  sourceWorkspaceId: v.optional(Id),
  welcomeMessage: v.optional(v.string()),
  vpnConfig: v.optional(v.string()),
  restricted: v.optional(v.boolean()),
  env: v.optional(EnvVars),
});

/** What POST `/workspaces` was asked for. */
export type CreateWorkspace = v.InferOutput<typeof CreateWorkspace>;

/** Body of PATCH `/workspaces/{id}`. */
export const UpdateWorkspace = v.object({
  planId: v.optional(Id),
  baseImage: v.optional(v.string()),
  name: v.optional(v.string()),
  replicas: v.optional(Positive),
  vpnConfig: v.optional(v.nullable(v.string())),
  restricted: v.optional(v.boolean()),
});

/** What PATCH `/workspaces/{id}` was asked for. */
export type UpdateWorkspace = v.InferOutput<typeof UpdateWorkspace>;

/** Body of POST `/workspaces/{id}/execute`. */
export const ExecuteCommand = v.object({
  command: v.string(),
  workingDir: v.optional(v.string()),
  env: v.optional(v.record(v.string(), v.string())),
});

/** `{workspaceId}`, `{teamId}` and `{step}` in a path. */
export const PathNumber = v.pipe(
  v.string(),
  v.regex(/^\d{1,15}$/, 'must be a whole number'),
  v.transform(Number),
);

/** `{stage}` in a path. */
export const PathStage = v.picklist(['prepare', 'test', 'run']);

/** `{profile}` in a path. */
export const PathProfile = v.pipe(
  v.string(),
  v.regex(/^[\w-]+(\.[\w-]+)*$/, 'must be letters, digits, _ and -, in parts between dots'),
);

/** `value` as the schema says, or a 400 that names the field; `what` names the value itself. */
export function parseInput<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw mismatch(describeIssues(result.issues, what));
}

/** The request's JSON body as the schema says, or a 400. */
export async function parseBody<Schema extends v.GenericSchema>(
  request: Request,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  return parseInput(schema, await readJson(request), 'body');
}
