import { getDotPath, safeParse, type GenericSchema, type InferOutput } from 'valibot';
import { FailureError, permanent } from '../../../domain/failure';
import { parseJson } from '../../../domain/parse-json';
import type { ExchangedTokens } from '../../http/exchanged-tokens';
import type { Http } from '../../http/http';
import type { Call } from './call';
import { VIEWER } from './documents';
import { postTo } from './post';
import { Answer, Viewed } from './protocol';
import { isUnauthorized, misfit, noRight, refusalOf, saidNo, unanswered } from './refusal';

/** Spacelift's API, reached with one key. Every method throws a `FailureError`. */
export interface SpaceliftRequest {
  /** The host of the account. */
  readonly host: string;
  /** The id of the key: what it started is known by it. */
  readonly keyId: string;
  /** The answer, as far as `schema` names it. */
  read<Schema extends GenericSchema>(call: Call, schema: Schema): Promise<InferOutput<Schema>>;
  /** For calls whose answer says nothing more. */
  write(call: Call): Promise<void>;
}

/** Makes no call by itself. */
export function createRequest(
  { host, keyId }: Pick<SpaceliftRequest, 'host' | 'keyId'>,
  session: ExchangedTokens,
  http: Http,
): SpaceliftRequest {
  async function once(call: Call, token: string): Promise<'unauthorized' | { data: unknown }> {
    const answer = await postTo(http, host, call, token).catch((error: unknown) => {
      throw unanswered(call, error);
    });
    if (answer.status === 401 || answer.status === 403) return 'unauthorized';
    if (!answer.ok) throw refusalOf(call, answer);
    const parsed = safeParse(Answer, parseJson(answer.text));
    if (!parsed.success) throw misfit(call, 'its root');
    const { data, errors } = parsed.output;
    const [first] = errors;
    if (first && isUnauthorized(first.message)) return 'unauthorized';
    if (first) throw saidNo(call, first.message, token);
    // What is asked by nobody is answered as if it were not there.
    const viewed = call.changes ? undefined : safeParse(Viewed, data);
    if (viewed?.success && !viewed.output.viewer) return 'unauthorized';
    return { data };
  }

  /**
   * "unauthorized" says that the token is not taken, or that the key lacks a right: whether there is a viewer
   * tells which. A token may end before its time: then the call is made once more with another one.
   */
  async function send(call: Call): Promise<unknown> {
    const token = await session.get();
    const answer = await once(call, token);
    if (answer !== 'unauthorized') return answer.data;
    const isKnown = async (by: string) =>
      (await once({ purpose: call.purpose, query: VIEWER, variables: {} }, by)) !== 'unauthorized';
    if (await isKnown(token)) throw noRight(call);
    session.drop(token);
    const next = await session.get();
    const again = await once(call, next);
    if (again !== 'unauthorized') return again.data;
    throw (await isKnown(next)) ? noRight(call) : new FailureError(REJECTED);
  }

  return {
    host,
    keyId,
    async read(call, schema) {
      const result = safeParse(schema, await send(call));
      if (result.success) return result.output;
      throw misfit(call, getDotPath(result.issues[0]) ?? 'its root');
    },
    async write(call) {
      await send(call);
    },
  };
}

const REJECTED = permanent(
  'token-rejected',
  'Spacelift does not take what it gave for the API key.',
  'An admin of the Spacelift account looks at the key and at the login policy; then an admin of the repository connects a key again.',
  'settings',
);
