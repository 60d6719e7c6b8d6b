import * as v from 'valibot';
import { createHttp, type HttpAnswer } from '../../src/adapters/http/http';
import { NoAnswerError } from '../../src/adapters/http/no-answer-error';
import { defined } from '../../src/domain/defined';
import { FailureError, permanent, transient, type Failure } from '../../src/domain/failure';
import { hideValues } from '../../src/domain/hide-values';
import { parseJson } from '../../src/domain/parse-json';
import type { Outside } from '../../src/ports/hosting';
import { SECRET } from './rig';
import { API } from './small-provider';

/** The small provider's API. It throws a `FailureError`, whose code is `not-found` for what is not there. */
export type SmallRequest = <Schema extends v.GenericSchema>(
  schema: Schema,
  method: string,
  path: string,
  body?: object,
) => Promise<v.InferOutput<Schema>>;

/** Makes no call by itself. */
export function createSmallRequest(token: string, outside: Outside): SmallRequest {
  const http = createHttp({ ...outside, hosts: ['api.small.example'], timeLimitMs: 1_000 });
  return async (schema, method, path, body) => {
    const headers = { authorization: `Bearer ${token}` };
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const answer = await http.send(`${API}/${path}`, init).catch((error: unknown) => {
      if (!(error instanceof NoAnswerError)) throw error;
      throw new FailureError(transient('provider-unreachable', `The provider ${error.how}.`));
    });
    if (!answer.ok) throw new FailureError(failureOf(answer, token));
    const parsed = v.safeParse(schema, parseJson(answer.text));
    if (parsed.success) return parsed.output;
    throw new FailureError(transient('unexpected-answer', 'The answer does not fit.'));
  };
}

function failureOf({ status, text, retryAfterSeconds }: HttpAnswer, token: string): Failure {
  const parsed = v.safeParse(v.object({ message: v.string() }), parseJson(text));
  const hidden = [
    { name: 'key', value: token },
    { name: 'secret', value: SECRET },
  ];
  const words = parsed.success ? hideValues(parsed.output.message, hidden) : '';
  const message = `The provider answered ${status}: "${words}"`;
  if (status === 401) {
    return permanent('token-rejected', message, 'An admin enters another key.', 'settings');
  }
  if (status === 429 || status >= 500) {
    return { ...transient('rate-limited', message), ...defined({ retryAfterSeconds }) };
  }
  // A page of something before the API says nothing of what is there.
  const code = status === 404 && parsed.success ? 'not-found' : 'small-refused';
  return permanent(code, message, 'Look at the environment there, then redeploy.', 'provider');
}
