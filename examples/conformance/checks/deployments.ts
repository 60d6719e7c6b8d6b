import { randomBytes } from 'node:crypto';
import { hold } from '../broken';
import type { Check } from '../check';
import { environmentOf } from '../host-client';
import { type Kit, showsVersion } from '../kit';
import type { Environment } from '../protocol';
import { visit } from '../visit';

/** How an environment comes to a commit. */
export const deploymentChecks: Check[] = [
  {
    id: 'create',
    promise: 'creates an environment that is found at once, and runs the commit in the end',
    async run(kit) {
      const name = kit.newName();
      const begun = await kit.deploy(name, { source: kit.sources.first });
      const found = await kit.read(name);
      hold(found.id === begun.id, 'a read right after the create finds another environment');
      const listed = (await kit.list()).filter((one) => one.name === name);
      hold(listed.length === 1, `the list has it ${listed.length} times right after the create`);
      const environment = await kit.settled(name, begun.deployment.id);
      await holdDeployed(kit, environment, 'first');
      const seen = await visit(environment.links[0]?.url ?? '');
      hold(seen?.plain === 'plain', 'the app was not given the variable KIT_PLAIN');
      hold(seen.secret === kit.secret.length, 'the app was not given the variable KIT_SECRET');
    },
  },
  {
    id: 'steps',
    promise: 'tells steps with their own times, and the log of a build',
    async run(kit) {
      const { deployment } = await kit.up();
      const { steps, startedAt, endedAt } = deployment;
      hold(steps.length > 0, 'the deployment has no steps');
      hold(
        startedAt !== null && endedAt !== null,
        'a deployment that ended has no start or no end',
      );
      for (const { id, state, ...step } of steps) {
        hold(state === 'succeeded', `step ${id} of a deployment that succeeded is ${state}`);
        hold(step.startedAt !== null && step.endedAt !== null, `step ${id} has no start or no end`);
        hold(step.startedAt <= step.endedAt, `step ${id} ends before it starts`);
        hold(startedAt <= step.startedAt, `step ${id} starts before its deployment`);
        hold(step.endedAt <= endedAt, `step ${id} ends after its deployment`);
      }
      const log = steps.flatMap((step) => step.log);
      hold(log.includes('kit: built'), 'no log has the line "kit: built" that the build printed');
    },
  },
  {
    id: 'update',
    promise: 'brings an environment to a newer commit under the same id and links',
    async run(kit) {
      const before = await kit.up();
      const other = before.runs?.commit === kit.sources.first.commit ? 'second' : 'first';
      const begun = await kit.deploy(before.name, { source: kit.sources[other] });
      const after = await kit.settled(before.name, begun.deployment.id);
      hold(after.id === before.id, 'the update made another environment');
      const [was, is] = [before, after].map(({ links }) => links.map(({ url }) => url).join(' '));
      hold(was === is, `the update changed the links from ${was} to ${is}`);
      await holdDeployed(kit, after, other);
    },
  },
  {
    id: 'variables',
    promise: 'gives a deployment its own variables and no earlier ones',
    async run(kit) {
      const { name } = await kit.up();
      const variables = [{ name: 'KIT_SECRET', value: kit.secret }];
      const begun = await kit.deploy(name, { source: kit.sources.second, variables });
      const environment = await kit.settled(name, begun.deployment.id);
      await holdDeployed(kit, environment, 'second');
      const seen = await visit(environment.links[0]?.url ?? '');
      hold(seen?.plain === null, 'the app still has a variable that was not given again');
    },
  },
  {
    id: 'newest-wins',
    promise: 'lets a newer deployment supersede one that is under way',
    async run(kit) {
      const { name } = await kit.up();
      const key = kit.newKey();
      const slow = { source: kit.sources.slow, key };
      const older = await kit.deploy(name, slow);
      await kit.until('the slow build begins', async () => {
        const log = (await kit.read(name)).deployment.steps.flatMap((step) => step.log);
        return log.includes('kit: waiting') || undefined;
      });
      const newer = await kit.deploy(name, { source: kit.sources.second });
      hold(newer.deployment.id !== older.deployment.id, 'the newer deployment has the older id');
      const again = environmentOf(await kit.put(name, slow), 200, 202);
      hold(again.deployment.id === newer.deployment.id, 'the superseded call began anew');
      await holdDeployed(kit, await kit.settled(name, newer.deployment.id), 'second');
    },
  },
  {
    id: 'build-fails',
    promise:
      'says of a failed build which step failed, with its log, and does not claim its commit',
    async run(kit) {
      const { name } = await kit.up();
      const { deployment } = await fails(kit, name, 'failing');
      const step = deployment.steps.find(({ state }) => state === 'failed');
      hold(step, 'no step of the failed deployment has failed');
      const hasLog = step.log.includes('kit: this build fails');
      hold(hasLog, `the log of step ${step.id} lacks the line "kit: this build fails"`);
    },
  },
  {
    id: 'commit-missing',
    promise: 'says commit-missing of a commit that the branch does not have',
    async run(kit) {
      const { name } = await kit.up();
      const commit = randomBytes(20).toString('hex');
      const begun = await kit.deploy(name, { source: { ...kit.sources.first, commit } });
      const { deployment, runs } = await kit.settled(name, begun.deployment.id);
      hold(deployment.state === 'failed', `the deployment is ${deployment.state}`);
      const code = deployment.failure?.code;
      hold(code === 'commit-missing', `the code of the failure is ${code}`);
      hold(runs?.commit !== commit, 'the environment claims to run it');
    },
  },
  {
    id: 'cancel',
    promise: 'ends a deployment that is cancelled, and no other one',
    async run(kit) {
      const { name } = await kit.up();
      const { deployment } = await kit.deploy(name, { source: kit.sources.slow });
      environmentOf(await kit.act(name, 'cancel', { deployment: 'another' }), 200);
      const { state } = (await kit.read(name)).deployment;
      hold(state === 'queued' || state === 'running', `a cancel of another one made it ${state}`);
      environmentOf(await kit.act(name, 'cancel', { deployment: deployment.id }), 200);
      const ended = await kit.settled(name, deployment.id);
      hold(ended.deployment.state === 'cancelled', `the deployment is ${ended.deployment.state}`);
      environmentOf(await kit.act(name, 'cancel', { deployment: deployment.id }), 200);
      await holdHonest(kit, ended, 'slow');
    },
  },
  {
    id: 'app-ends',
    promise: 'does not call an app up that has ended',
    async run(kit) {
      const { name, links } = await kit.up();
      await visit(links[0]?.url ?? '', '/end');
      await kit.until('the app is said to be down, or is up again', async () => {
        const { runs } = await kit.read(name);
        if (runs?.state === 'down')
          return hold(runs.failure, 'it is down without a failure') ?? true;
        if (runs?.state !== 'up') return undefined;
        return (await visit(links[0]?.url ?? '')) ? true : undefined;
      });
    },
  },
  {
    id: 'unknown-fields',
    promise: 'passes over fields of a request that it does not know',
    async run(kit) {
      const name = kit.newName();
      const body = { ...kit.requestOf({ source: kit.sources.slow }), later: { than: 'this' } };
      const answer = await kit.put(name, { source: kit.sources.slow }, { body });
      environmentOf(answer, 202);
      await kit.client.call('DELETE', kit.pathOf(name));
    },
  },
];

/** @throws Broken unless a deployment of this version succeeded, and visitors see it */
export async function holdDeployed(
  kit: Kit,
  environment: Environment,
  version: 'first' | 'second',
): Promise<void> {
  const { deployment, runs } = environment;
  const why = deployment.failure?.message ?? '';
  hold(deployment.state === 'succeeded', `the deployment is ${deployment.state}: ${why}`);
  hold(runs?.state === 'up', `the deployment succeeded, and ${runs?.state ?? 'nothing'} runs`);
  const { commit } = kit.sources[version];
  hold(runs.commit === commit, `it says that it runs ${runs.commit}, not ${commit}`);
  await showsVersion(kit, environment, version);
}

/** Deploys what cannot succeed. @throws Broken unless it fails, in words, and claims nothing */
export async function fails(
  kit: Kit,
  name: string,
  source: 'failing' | 'conflicting',
  destination?: 'second',
): Promise<Environment> {
  const wish = { source: kit.sources[source] };
  const begun = await kit.deploy(
    name,
    destination ? { ...wish, destination: kit.sources[destination] } : wish,
  );
  const environment = await kit.settled(name, begun.deployment.id);
  const { state, failure } = environment.deployment;
  hold(state === 'failed', `the deployment is ${state}`);
  hold(failure, 'the deployment failed without saying why');
  await holdHonest(kit, environment, source);
  return environment;
}

/** What runs after a deployment that did not succeed is not its commit, and is what visitors see. */
async function holdHonest(kit: Kit, { name }: Environment, failed: keyof Kit['sources']) {
  const environment = await kit.read(name);
  const { runs } = environment;
  const { commit } = kit.sources[failed];
  hold(runs?.commit !== commit, 'the environment claims to run a commit whose deployment failed');
  if (runs?.state !== 'up') return;
  const version = runs.commit === kit.sources.first.commit ? 'first' : 'second';
  await showsVersion(kit, environment, version);
}
