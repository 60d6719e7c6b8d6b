import { hold } from '../broken';
import type { Check } from '../check';
import { describe, environmentOf } from '../host-client';
import { showsVersion } from '../kit';

/** Environments that cost nothing for a while. */
export const sleepChecks: Check[] = [
  {
    id: 'sleep',
    needs: 'sleep',
    promise: 'puts an environment to sleep and wakes it with the same commit',
    async run(kit) {
      const before = await kit.up();
      const { name } = before;
      for (const time of ['first', 'second']) {
        const asleep = environmentOf(await kit.act(name, 'sleep'), 200);
        hold(asleep.runs?.state === 'asleep', `the ${time} sleep made it ${asleep.runs?.state}`);
      }
      await showsVersion(kit, before, null);
      const commit = (await kit.read(name)).runs?.commit;
      hold(commit === before.runs?.commit, 'while it sleeps it tells another commit');
      environmentOf(await kit.act(name, 'wake'), 200, 202);
      const awake = await kit.until('it is up again', async () => {
        const environment = await kit.read(name);
        hold(environment.runs?.state !== 'down', 'it does not wake');
        return environment.runs?.state === 'up' ? environment : undefined;
      });
      hold(awake.runs?.commit === before.runs?.commit, 'it woke with another commit');
      hold(awake.deployment.id === before.deployment.id, 'it was built anew to wake');
      const isFirst = awake.runs?.commit === kit.sources.first.commit;
      await showsVersion(kit, awake, isFirst ? 'first' : 'second');
      environmentOf(await kit.act(name, 'wake'), 200, 202);
    },
  },
  {
    id: 'sleep-refused',
    needs: 'sleep',
    promise: 'answers 409 to a sleep while it deploys, and goes on',
    async run(kit) {
      const { name } = await kit.up();
      const { deployment } = await kit.deploy(name, { source: kit.sources.slow });
      const answer = await kit.act(name, 'sleep');
      hold(answer.status === 409, `the sleep answered ${describe(answer)}`);
      const { state } = (await kit.read(name)).deployment;
      hold(state === 'queued' || state === 'running', `the deployment is ${state}`);
      await kit.act(name, 'cancel', { deployment: deployment.id });
      await kit.settled(name, deployment.id);
    },
  },
];
