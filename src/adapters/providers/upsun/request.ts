import { getDotPath, safeParse, type GenericSchema, type InferOutput } from 'valibot';
import { parseJson } from '../../../domain/parse-json';
import type { ExchangedTokens } from '../../http/exchanged-tokens';
import type { Http, HttpAnswer, Visit } from '../../http/http';
import { NoAnswerError } from '../../http/no-answer-error';
import type { Call } from './call';
import { isStepUp, misfit, refusalOf, stepUpFailure, unanswered } from './refusal';

/** The only address that is asked with a key: links in answers may lead to hosts of regions. */
export const API = 'https://api.upsun.com';

/** Upsun's API, reached with one token. Every method throws a `FailureError`, a `RefusalError` when it said no. */
export interface UpsunRequest {
  /** The answer, as far as `schema` names it. */
  read<Schema extends GenericSchema>(call: Call, schema: Schema): Promise<InferOutput<Schema>>;
  /** For calls whose answer says nothing more. */
  write(call: Call): Promise<void>;
  /** How the newest of a log ends, as it is now; empty when it cannot be had. */
  readLines(path: string): Promise<string>;
  /** What came of asking a page, without the key. */
  visit(url: string): Promise<Visit>;
}

/** So long a log is read. */
const LOG_LIMIT_MS = 5_000;

/** Makes no call by itself. */
export function createRequest(apiToken: string, tokens: ExchangedTokens, http: Http): UpsunRequest {
  async function once(call: Call, accessToken: string): Promise<HttpAnswer> {
    const headers = {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/json',
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
    return http
      .send(`${API}${call.path}`, { method: call.method, headers, ...body })
      .catch((error: unknown) => {
        throw error instanceof NoAnswerError ? unanswered(call, error) : error;
      });
  }

  /** An access token may be revoked before its time: it is exchanged once more, and the call repeated once. */
  async function send(call: Call): Promise<string> {
    let accessToken = await tokens.get();
    let answer = await once(call, accessToken);
    if (answer.status === 401) {
      if (isStepUp(answer)) throw stepUpFailure(call);
      tokens.drop(accessToken);
      accessToken = await tokens.get();
      answer = await once(call, accessToken);
      if (isStepUp(answer)) throw stepUpFailure(call);
    }
    if (answer.ok) return answer.text;
    const keys = [apiToken, accessToken].map((value) => ({ name: 'token', value }));
    throw refusalOf(call, answer, [...(call.variables ?? []), ...keys]);
  }

  return {
    async read(call, schema) {
      const answer = parseJson(await send(call));
      const result = safeParse(schema, answer);
      if (result.success) return result.output;
      throw misfit(call, getDotPath(result.issues[0]) ?? 'its root');
    },
    async write(call) {
      await send(call);
    },
    async readLines(path) {
      const headers = {
        authorization: `Bearer ${await tokens.get()}`,
        accept: 'application/x-json-stream',
      };
      return http.readStream(`${API}${path}`, { headers }, LOG_LIMIT_MS);
    },
    visit: (url) => http.visit(url),
  };
}
