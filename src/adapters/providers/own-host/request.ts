import { getDotPath, safeParse, type GenericSchema, type InferOutput } from 'valibot';
import { parseJson } from '../../../domain/parse-json';
import type { Http, Visit } from '../../http/http';
import { NoAnswerError } from '../../http/no-answer-error';
import type { Call } from './call';
import { misfit, refusalOf, unanswered, unreadable } from './refusal';

/** A host, reached with one token. Every method throws a `FailureError`, a `RefusalError` when it said no. */
export interface HostRequest {
  /** Where the API is, without a slash at its end. */
  readonly address: string;
  /** The answer, as far as `schema` names it. */
  read<Schema extends GenericSchema>(call: Call, schema: Schema): Promise<InferOutput<Schema>>;
  /** For calls whose answer says nothing more. */
  write(call: Call): Promise<void>;
  /** What came of asking a page, without the token. */
  visit(url: string): Promise<Visit>;
}

/** Makes no call by itself. */
export function createRequest(address: string, token: string, http: Http): HostRequest {
  async function send(call: Call): Promise<string> {
    const headers: Record<string, string> = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(call.key ? { 'idempotency-key': call.key } : {}),
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
    const answer = await http
      .send(call.url, { method: call.method, headers, ...body })
      .catch((error: unknown) => {
        throw error instanceof NoAnswerError ? unanswered(call, error) : error;
      });
    if (answer.ok) return answer.text;
    const hidden = { name: 'token', value: token };
    throw refusalOf(call, answer, [...(call.variables ?? []), hidden]);
  }

  return {
    address,
    async read(call, schema) {
      const answer = parseJson(await send(call));
      if (answer === undefined) throw unreadable(call);
      const result = safeParse(schema, answer);
      if (result.success) return result.output;
      throw misfit(call, getDotPath(result.issues[0]) ?? 'its root');
    },
    async write(call) {
      await send(call);
    },
    visit: (url) => http.visit(url),
  };
}
