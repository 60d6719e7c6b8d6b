import * as v from 'valibot';
import { refusals } from './refusals';

const Commit = v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/));

/** Only http and https: git would run commands for some other addresses, or read local files. */
const CloneUrl = v.pipe(v.string(), v.maxLength(2000), v.regex(/^https?:\/\/[^@\s]+$/), v.url());

const Source = v.object({
  cloneUrl: CloneUrl,
  branch: v.pipe(v.string(), v.minLength(1), v.maxLength(1000), v.regex(/^[^\s~^:?*[\\]+$/)),
  commit: Commit,
});

const Variable = v.object({
  name: v.pipe(v.string(), v.maxLength(200), v.regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/)),
  // A process cannot be given a null character.
  value: v.pipe(v.string(), v.maxLength(131_072), v.regex(/^[^\0]*$/)),
  secret: v.optional(v.boolean(), true),
});

const DeploymentRequest = v.object({
  size: v.string(),
  source: Source,
  fork: v.optional(v.boolean(), false),
  destination: v.nullable(Source),
  variables: v.pipe(v.array(Variable), v.maxLength(500)),
  labels: v.object({
    repository: v.pipe(v.string(), v.maxLength(300)),
    pullRequest: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
    branch: v.pipe(v.string(), v.maxLength(1000)),
    url: v.pipe(v.string(), v.maxLength(3000)),
  }),
});

const CancelRequest = v.object({ deployment: v.string() });

/** What an environment shall become. */
export type DeploymentRequest = v.InferOutput<typeof DeploymentRequest>;
/** A commit, and where it is cloned from. */
export type Source = v.InferOutput<typeof Source>;
/** A variable of the build and of what runs. */
export type Variable = v.InferOutput<typeof Variable>;

/** How large a body may be, in bytes: the values of variables, and room for the rest. */
const LARGEST_BODY = 1024 * 1024;

/** Reads the body of a `PUT`. @throws Problem that says what is wrong with it */
export async function parseDeploymentRequest(request: Request): Promise<DeploymentRequest> {
  return parse(DeploymentRequest, await readJson(request));
}

/** Reads the id of the deployment that is to end. @throws Problem that says what is wrong with it */
export async function parseCancelRequest(request: Request): Promise<string> {
  return parse(CancelRequest, await readJson(request)).deployment;
}

async function readJson(request: Request): Promise<unknown> {
  const [type] = (request.headers.get('content-type') ?? '').split(';');
  // What a form of a web page can send is not taken for JSON.
  if (type?.trim().toLowerCase() !== 'application/json') {
    throw refusals.notJson();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (request.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY) throw refusals.tooLarge();
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw refusals.invalid('The body');
  }
}

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  body: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  // The library's own words repeat what was received, which may be a variable's value.
  throw refusals.invalid(v.getDotPath(result.issues[0]) ?? 'The body');
}
