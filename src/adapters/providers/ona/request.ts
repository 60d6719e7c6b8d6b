import { getDotPath, safeParse, type GenericSchema, type InferOutput } from 'valibot';
import { parseJson } from '../../../domain/parse-json';
import type { Http, Visit } from '../../http/http';
import { NoAnswerError } from '../../http/no-answer-error';
import type { Call, KnownToken } from './call';
import { misfit, refusalOf, unanswered } from './refusal';

/** Every call is a POST below it. */
const API = 'https://app.ona.com/api';

/** Ona's API, reached with one token. Every method throws a `FailureError`, a `RefusalError` when it said no. */
export interface OnaRequest {
  /** The answer, as far as `schema` names it. */
  call<Schema extends GenericSchema>(call: Call, schema: Schema): Promise<InferOutput<Schema>>;
  /** Every page of a list, or a failure. */
  pages<Schema extends GenericSchema, Item>(
    call: Call,
    schema: Schema,
    itemsOf: (page: InferOutput<Schema>) => Item[],
  ): Promise<Item[]>;
  /** How a log ends, as it is now; `token` opens it and nothing else. */
  readLog(url: string, token: string): Promise<string>;
  /** What came of asking a page, without the key. */
  visit(url: string): Promise<Visit>;
}

const PAGE_SIZE = 100;
/** A list of more pages is none of an account that works: a user has 50 environments. */
const MOST_PAGES = 50;
/** A log may never end. */
const LOG_LIMIT_MS = 5_000;

/** Makes no call by itself. */
export function createRequest(known: KnownToken, http: Http): OnaRequest {
  async function call<Schema extends GenericSchema>(
    one: Call,
    schema: Schema,
  ): Promise<InferOutput<Schema>> {
    const answer = await http
      .send(`${API}/gitpod.v1.${one.method}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${known.token}`,
          'content-type': 'application/json',
          'connect-protocol-version': '1',
        },
        // An empty body is none that the API takes.
        body: JSON.stringify(one.body ?? {}),
      })
      .catch((error: unknown) => {
        throw error instanceof NoAnswerError ? unanswered(one, error) : error;
      });
    if (!answer.ok) throw refusalOf(one, answer, known);
    const result = safeParse(schema, parseJson(answer.text));
    if (result.success) return result.output;
    throw misfit(one, getDotPath(result.issues[0]) ?? 'its root');
  }

  return {
    call,
    async pages(one, schema, itemsOf) {
      const items = [];
      const seen = new Set<string>();
      for (let token = ''; ;) {
        const pagination = { pageSize: PAGE_SIZE, ...(token ? { token } : {}) };
        const page = await call({ ...one, body: { ...one.body, pagination } }, schema);
        items.push(...itemsOf(page));
        token = nextTokenOf(page);
        if (!token) return items;
        if (seen.has(token) || seen.size === MOST_PAGES) {
          throw misfit(one, 'pagination.nextToken, which leads in circles');
        }
        seen.add(token);
      }
    },
    readLog: (url, token) =>
      http.readStream(url, { headers: { authorization: `Bearer ${token}` } }, LOG_LIMIT_MS),
    visit: (url) => http.visit(url),
  };
}

function nextTokenOf(page: unknown): string {
  const { pagination } = page as { pagination?: { nextToken?: string } };
  return pagination?.nextToken ?? '';
}
