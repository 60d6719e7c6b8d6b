import type { Http, HttpAnswer } from '../../http/http';
import type { Call } from './call';

/** Sends a document to an account. Spacelift answers 200 to most of what fails. */
export function postTo(
  http: Http,
  host: string,
  { query, variables }: Pick<Call, 'query' | 'variables'>,
  token: string | undefined,
): Promise<HttpAnswer> {
  return http.send(`https://${host}/graphql`, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
}
