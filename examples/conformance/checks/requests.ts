import { hold } from '../broken';
import type { Check } from '../check';
import { describe } from '../host-client';
import { isGone } from './access';

/** Requests that are not as they should be. */
export const requestChecks: Check[] = [
  {
    id: 'bad-request',
    promise: 'answers 400 to a request that is wrong, and makes nothing',
    async run(kit) {
      const name = kit.newName();
      const good = kit.requestOf({ source: kit.sources.first });
      const wrong: [string, unknown][] = [
        ['no JSON', `{"variables": "${kit.secret}`],
        ['an empty object', {}],
        ['a short commit', { ...good, source: { ...kit.sources.first, commit: 'abc1234' } }],
        ['a local clone address', { ...good, source: { ...kit.sources.first, cloneUrl: '/tmp' } }],
        ['a wrong variable name', { ...good, variables: [{ name: 'A=B', value: kit.secret }] }],
        ['a variable in place of the list', { ...good, variables: kit.secret }],
      ];
      for (const [what, body] of wrong) {
        const answer = await kit.put(name, { source: kit.sources.first }, { body });
        hold(answer.status === 400, `${what}: answered ${describe(answer)}`);
      }
      const read = await kit.client.call('GET', kit.pathOf(name));
      hold(isGone(read), `a read then answered ${describe(read)}`);
    },
  },
  {
    id: 'content-type',
    promise: 'answers 415 to a body that does not say that it is JSON',
    async run(kit) {
      const name = kit.newName();
      const headers = { 'content-type': 'text/plain', 'idempotency-key': kit.newKey() };
      const answer = await kit.put(name, { source: kit.sources.first }, { headers });
      hold(answer.status === 415, `answered ${describe(answer)}`);
    },
  },
  {
    id: 'size-unknown',
    promise: 'answers 422 to a size that the place does not have',
    async run(kit) {
      const name = kit.newName();
      const body = { ...kit.requestOf({ source: kit.sources.first }), size: 'not-there' };
      const answer = await kit.put(name, { source: kit.sources.first }, { body });
      hold(answer.status === 422, `answered ${describe(answer)}`);
    },
  },
];
