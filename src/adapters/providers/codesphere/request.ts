import { getDotPath, safeParse, type GenericSchema, type InferOutput } from 'valibot';
import { parseJson } from '../../../domain/parse-json';
import type { EnvironmentRef, EnvironmentVariable } from '../../../domain/provider';
import type { Http, HttpAnswer, Page } from '../../http/http';
import { NoAnswerError } from '../../http/no-answer-error';
import type { Call } from './call';
import { environmentPage } from './environment-page';
import { astray, misfit, refusalOf, unreachable } from './refusal';

/** How to reach Codesphere's API. */
export interface RequestOptions {
  token: string;
  http: Http;
  /** Without a slash at its end. */
  baseUrl: string;
}

/** Codesphere's API. Every method throws a `FailureError`, a `RefusalError` when it said no. */
export interface CodesphereRequest {
  /**
   * The same API for calls about environments that have no env vars but those that `variables` tells,
   * which is asked only after a refusal of that call. Only such a failure repeats Codesphere's words, with these
   * values hidden: otherwise, or when `variables` fails, the words might hold one that nobody here
   * could tell for one. Calls about the account need not know any.
   */
  knowing(variables: KnownVariables): CodesphereRequest;
  /** The answer, as far as `schema` names it. */
  read<Schema extends GenericSchema>(call: Call, schema: Schema): Promise<InferOutput<Schema>>;
  /** For calls whose answer is empty. */
  write(call: Call): Promise<void>;
  /** The newest of what an event stream sends within `timeLimitMs`; see `Http`. */
  readStream(path: string, timeLimitMs: number): Promise<string>;
  /** Codesphere's own page about an environment. */
  pageOf(ref: EnvironmentRef): string;
  /** What a page answers, asked without the key; see `Http`. */
  visit(url: string): Promise<Page | undefined>;
}

type KnownVariables = () => Promise<EnvironmentVariable[]>;

/** Reaches Codesphere with one key. Makes no call by itself. */
export function createRequest(
  options: RequestOptions,
  variables: KnownVariables = () => Promise.reject(new Error('No env vars are known.')),
): CodesphereRequest {
  const { http, baseUrl, token } = options;

  /** Codesphere is not asked for env vars as well when it asked for a pause or is out of order. */
  async function knownFor(call: Call, status: number): Promise<EnvironmentVariable[] | undefined> {
    if (call.target === 'account') return [];
    if (status === 429 || status >= 500) return undefined;
    return variables().catch(() => undefined);
  }

  async function send(call: Call): Promise<string> {
    const headers: Record<string, string> = { ...headersOf(token), accept: 'application/json' };
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
    const answer: HttpAnswer = await http
      .send(`${baseUrl}${call.path}`, { method: call.method, headers, ...body })
      .catch((error: unknown) => {
        throw error instanceof NoAnswerError ? unanswered(call, error) : error;
      });
    if (answer.ok) return answer.text;
    const key = { name: 'API key', value: token };
    const known = await knownFor(call, answer.status);
    throw refusalOf(call, answer, known && [...known, key]);
  }

  return {
    knowing: (known) => createRequest(options, known),
    async read(call, schema) {
      const result = safeParse(schema, parseAnswer(call, await send(call)));
      if (result.success) return result.output;
      throw misfit(call, getDotPath(result.issues[0]) ?? 'its root');
    },
    async write(call) {
      await send(call);
    },
    pageOf: (ref) => environmentPage(baseUrl, ref),
    readStream: (path, timeLimitMs) =>
      http.readStream(
        `${baseUrl}${path}`,
        { headers: { ...headersOf(token), accept: 'text/event-stream' } },
        timeLimitMs,
      ),
    async visit(url) {
      const page = await http.visit(url);
      return typeof page === 'object' ? page : undefined;
    },
  };
}

function headersOf(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

function unanswered(call: Call, { kind, how }: NoAnswerError): Error {
  if (kind === 'astray') return astray(call, how);
  if (kind === 'too-large') return misfit(call, 'its size, which is over 5 MB');
  return unreachable(call, how);
}

function parseAnswer(call: Call, text: string): unknown {
  const answer = parseJson(text);
  if (answer === undefined) throw unreachable(call, 'sent an answer that is not JSON');
  return answer;
}
