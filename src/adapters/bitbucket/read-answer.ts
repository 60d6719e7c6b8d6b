import {
  check,
  getDotPath,
  nullish,
  number,
  object,
  pipe,
  safeParse,
  string,
  type GenericSchema,
  type InferOutput,
} from 'valibot';
import { cleanText, shortLine } from '../../domain/clean-text';
import {
  FailureError,
  permanent,
  TRIED_AGAIN,
  transient,
  type Failure,
} from '../../domain/failure';
import { parseJson } from '../../domain/parse-json';
import { reasonOf, within } from '../http/within';

/**
 * Calls Bitbucket's REST API as the app or as a person: a path below https://api.bitbucket.org with
 * its query, both encoded.
 */
export type BitbucketRequest = (
  path: string,
  init?: { method?: string; headers?: Record<string, string>; body?: string },
) => Promise<Response>;

/** One call, and what it is for, to follow "Could not": "read the pull request". */
export interface BitbucketCall {
  purpose: string;
  path: string;
  method?: 'GET' | 'POST' | 'PUT';
  body?: unknown;
}

/** Bitbucket answered a call with a status that is no success. */
export class RefusalError extends FailureError {
  constructor(
    failure: Failure,
    /** The HTTP status. */
    readonly status: number,
  ) {
    super(failure);
  }
}

/** An id of Bitbucket. */
export const Id = pipe(
  number(),
  check((id) => Number.isSafeInteger(id)),
);

/** Shorter than the 25 s that a Forge function has. */
const TIME_LIMIT_MS = 10_000;
/** Bitbucket does not promise to say how long to wait. */
const DEFAULT_RETRY_SECONDS = 60;

/** An answer's words are cut: a failure is kept in a record. */
const LONGEST_WORDS = 200;

/** What Bitbucket says about an error, as far as it says it in its own form. */
const Problem = object({ error: object({ message: nullish(string()) }) });

/**
 * The answer as far as `schema` names it, or `absent` for a 404. Throws a `FailureError` for anything
 * else, a `RefusalError` for another status; when a person has yet to grant the app access, Forge's own error, which makes it ask.
 */
export async function readAnswer<Schema extends GenericSchema>(
  request: BitbucketRequest,
  call: BitbucketCall,
  schema: Schema,
): Promise<InferOutput<Schema> | 'absent'> {
  const text = await readText(request, call);
  if (text === undefined) return 'absent';
  const answer = parseJson(text);
  if (answer === undefined) throw unreachable(call, 'sent an answer that is not JSON');
  const result = safeParse(schema, answer);
  if (result.success) return result.output;
  throw misfit(call, getDotPath(result.issues[0]) ?? 'its root');
}

/** The text that a call answers, whatever it is; undefined for a 404. Throws as `readAnswer` does. */
export async function readText(
  request: BitbucketRequest,
  call: BitbucketCall,
): Promise<string | undefined> {
  const { status, text, retryAfter } = await exchange(request, call);
  if (status === 404) return undefined;
  if (status >= 200 && status <= 299) return text;
  throw new RefusalError(refusal(call, status, text, retryAfter), status);
}

/** The failure for a 404 where something must be: it may be gone, or the app may not see it. */
export function absent(call: BitbucketCall): RefusalError {
  return new RefusalError(refusal(call, 404, '', null), 404);
}

/** The failure for an answer of another shape than documented. `field` is its dotted path. */
export function misfit(call: BitbucketCall, field: string): FailureError {
  return new FailureError(
    transient(
      'bitbucket-unexpected',
      `Could not ${call.purpose}: Bitbucket's answer to ${call.method ?? 'GET'} ${pathOnly(call)} does not fit at ${field}.`,
      `${TRIED_AGAIN} If this stays, the app needs an update: it cannot use what Bitbucket answers.`,
    ),
  );
}

async function exchange(request: BitbucketRequest, call: BitbucketCall) {
  const body =
    call.body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(call.body) };
  const answer = async () => {
    const first = await request(call.path, { method: call.method ?? 'GET', ...body });
    const moved = call.method ? undefined : movedTo(first);
    const response = moved === undefined ? first : await request(moved);
    const retryAfter = response.headers.get('retry-after');
    return { status: response.status, text: await response.text(), retryAfter };
  };
  try {
    return await within(TIME_LIMIT_MS, answer);
  } catch (error) {
    throw asksForAccess(error) ? error : unreachable(call, reasonOf(error));
  }
}

/**
 * Where the API says that a list of changes is read; undefined for any other answer.
 * Only the path counts, so that an answer cannot lead elsewhere.
 */
function movedTo({ status, headers }: Response): string | undefined {
  const location = headers.get('location');
  if (status < 300 || status >= 400 || !location || !URL.canParse(location)) return undefined;
  const { pathname, search } = new URL(location);
  // `URL` encodes the braces of ids.
  const path = pathname.replace(/%7B/gi, '{').replace(/%7D/gi, '}');
  const [, list, spec] = /^(\/2\.0\/repositories\/[^/]+\/[^/]+\/diffstat\/)(.+)$/.exec(path) ?? [];
  // By its documentation the spec is one segment, and Forge checks scopes by segments; the address has two.
  return list && spec ? `${list}${spec.replaceAll('/', '%2F')}${search}` : undefined;
}

/** @forge/api: left alone, it makes Forge ask the person to let the app act for them. */
function asksForAccess(error: unknown): boolean {
  return error instanceof Error && error.name === 'NEEDS_AUTHENTICATION_ERR';
}

function refusal(
  call: BitbucketCall,
  status: number,
  text: string,
  retryAfter: string | null,
): Failure {
  const words = wordsOf(text);
  const message = `Could not ${call.purpose}: Bitbucket answered ${status}${words}.`;
  if (status === 429) {
    const asked = retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) : 0;
    const retryAfterSeconds = asked || DEFAULT_RETRY_SECONDS;
    const remedy = 'It waits and is then tried again.';
    return { ...transient('rate-limited', message, remedy), retryAfterSeconds };
  }
  // A redirect leads to a page that says why the API does not answer.
  if (status >= 500 || status < 400) return transient('bitbucket-unreachable', message);
  // Right after an install the app may be refused for minutes, and 404 may mean the same.
  if ([401, 403, 404, 408, 409].includes(status)) {
    const remedy = `${TRIED_AGAIN} If this stays, an admin of the workspace checks that the app is installed and may access this repository.`;
    return transient('bitbucket-refused', message, remedy);
  }
  const remedy = 'Redeploy. If this stays, report it with the time at which it happened.';
  return permanent('bitbucket-refused', message, remedy, 'time');
}

function unreachable(call: BitbucketCall, how: string): FailureError {
  const message = `Could not ${call.purpose}: Bitbucket ${how}.`;
  return new FailureError(transient('bitbucket-unreachable', message));
}

function wordsOf(text: string): string {
  const problem = safeParse(Problem, parseJson(text));
  const message = problem.success ? problem.output.error.message : undefined;
  if (!message) return '';
  const words = shortLine(cleanText(message), LONGEST_WORDS);
  return words && `: ${words.replace(/\.$/, '')}`;
}

function pathOnly({ path }: BitbucketCall): string {
  return path.split('?')[0] ?? path;
}
