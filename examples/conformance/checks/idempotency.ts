import { hold } from '../broken';
import type { Check } from '../check';
import { describe, environmentOf } from '../host-client';
import { isGone } from './access';

/** Calls that are made again because their answer was lost. */
export const idempotencyChecks: Check[] = [
  {
    id: 'repeat',
    promise: 'begins one deployment for one Idempotency-Key, however often it comes',
    async run(kit) {
      const name = kit.newName();
      const wish = { source: kit.sources.first, key: kit.newKey() };
      const begun = await kit.deploy(name, wish);
      const during = environmentOf(await kit.put(name, wish), 200, 202);
      hold(during.id === begun.id, 'the repeated call made another environment');
      hold(during.deployment.id === begun.deployment.id, 'the repeated call deployed again');
      await kit.settled(name, begun.deployment.id);
      const after = await kit.put(name, wish);
      const { deployment } = environmentOf(after, 200);
      hold(deployment.id === begun.deployment.id, 'a call repeated after the end deployed again');
      hold(deployment.state === 'succeeded', `a call repeated after the end: ${deployment.state}`);
    },
  },
  {
    id: 'repeat-at-once',
    promise: 'begins one deployment for calls with one key that come at the same time',
    async run(kit) {
      const name = kit.newName();
      const wish = { source: kit.sources.slow, key: kit.newKey() };
      const answers = await Promise.all([1, 2, 3].map(() => kit.put(name, wish)));
      const begun = answers.map((answer) => environmentOf(answer, 200, 202));
      const ids = new Set(begun.map(({ id, deployment }) => `${id} ${deployment.id}`));
      hold(ids.size === 1, `three calls with one key began ${ids.size} deployments`);
      const listed = (await kit.list()).filter((one) => one.name === name);
      hold(listed.length === 1, `the list has the environment ${listed.length} times`);
      await kit.client.call('DELETE', kit.pathOf(name));
    },
  },
  {
    id: 'key-reused',
    promise: 'answers 422 to a key that comes with another request',
    async run(kit) {
      const before = await kit.up();
      const key = kit.newKey();
      const begun = await kit.deploy(before.name, { source: kit.sources.first, key });
      const answer = await kit.put(before.name, { source: kit.sources.second, key });
      hold(answer.status === 422, `answered ${describe(answer)}`);
      const { deployment } = await kit.settled(before.name, begun.deployment.id);
      hold(deployment.commit === kit.sources.first.commit, 'the refused request was carried out');
    },
  },
  {
    id: 'key-missing',
    promise: 'answers 400 to a deployment without a key, and makes nothing',
    async run(kit) {
      const name = kit.newName();
      const answer = await kit.put(name, { source: kit.sources.first }, { headers: {} });
      hold(answer.status === 400, `answered ${describe(answer)}`);
      const read = await kit.client.call('GET', kit.pathOf(name));
      hold(isGone(read), `a read then answered ${describe(read)}`);
    },
  },
];
