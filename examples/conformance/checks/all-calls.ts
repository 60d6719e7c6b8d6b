import { Broken, hold } from '../broken';
import type { Check } from '../check';
import type { Exchange } from '../host-client';

/** What has to hold of every answer. They come last, and look at all that was answered before. */
export const allCallChecks: Check[] = [
  {
    id: 'document',
    promise: 'answers every call as the OpenAPI document says',
    run: ({ client }) => none(client.exchanges, ({ fault }) => fault),
  },
  {
    id: 'retry-after',
    promise: 'says with every 429 and 503 when to come again',
    run: ({ client }) =>
      none(client.exchanges, ({ status, headers }) => {
        if (status !== 429 && status !== 503) return undefined;
        const wait = headers.get('retry-after');
        return /^\d+$/.test(wait ?? '') ? undefined : `an answer ${status} has Retry-After ${wait}`;
      }),
  },
  {
    id: 'secrets',
    promise: 'puts no value of a secret variable and no token into any answer',
    run: ({ client, secret, token }) =>
      none(client.exchanges, ({ text, headers }) => {
        const all = text + JSON.stringify([...headers]);
        const forms = [secret, Buffer.from(secret).toString('base64'), token];
        const found = forms.findIndex((form) => all.includes(form));
        if (found < 0) return undefined;
        return found === 2 ? 'the answer holds the token' : 'the answer holds a secret value';
      }),
  },
  {
    id: 'log-kept',
    promise: 'shows the line of a log in which a secret stood, without the secret',
    run({ client }) {
      const lines = client.exchanges.filter(({ text }) => text.includes('kit: secret '));
      hold(lines.length > 0, 'no log has the line that begins with "kit: secret"');
      return Promise.resolve();
    },
  },
  {
    id: 'in-time',
    promise: 'answers every call before the app would give it up',
    run: ({ client, callSeconds }) =>
      none(client.exchanges, ({ seconds }) =>
        seconds < callSeconds ? undefined : `took ${seconds.toFixed(1)} s`,
      ),
  },
];

/** @throws Broken with the first fault, and how many calls have one */
function none(
  exchanges: Exchange[],
  faultOf: (one: Exchange) => string | undefined,
): Promise<void> {
  const faults = exchanges.flatMap((one) => {
    const fault = faultOf(one);
    return fault === undefined ? [] : [`${one.title}: ${fault}`];
  });
  if (faults.length === 0) return Promise.resolve();
  const more = faults.length > 1 ? ` (and ${faults.length - 1} calls more)` : '';
  return Promise.reject(new Broken(`${faults[0]}${more}`));
}
