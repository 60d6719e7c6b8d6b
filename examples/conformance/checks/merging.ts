import { hold } from '../broken';
import type { Check } from '../check';
import type { Problem } from '../protocol';
import { fails, holdDeployed } from './deployments';

/** A preview of what a pull request would become when it is merged. */
export const mergeChecks: Check[] = [
  {
    id: 'merge',
    needs: 'merge',
    promise: 'builds the merge of source and destination, and tells both commits',
    async run(kit) {
      const { name } = await kit.up();
      const { apart, second } = kit.sources;
      const begun = await kit.deploy(name, { source: apart, destination: second });
      const environment = await kit.settled(name, begun.deployment.id);
      const { runs, deployment } = environment;
      const destination = runs?.destination ?? 'none';
      hold(deployment.state === 'succeeded', `the deployment is ${deployment.state}`);
      hold(runs?.commit === apart.commit, `the commit is ${runs?.commit}, not the source's`);
      hold(destination === second.commit, `the destination is ${destination}, not the given one`);
      // The source's own version is `first`.
      const asIfSecond = { ...environment, runs: { ...runs, commit: second.commit } };
      await holdDeployed(kit, asIfSecond, 'second');
    },
  },
  {
    id: 'merge-conflict',
    needs: 'merge',
    promise: 'says merge-conflict with the names of the files, and changes nothing',
    async run(kit) {
      const { name } = await kit.up();
      const before = await kit.up();
      const { conflicting: source, second: destination } = kit.sources;
      const answer = await kit.put(name, { source, destination });
      const refusal = answer.body as Problem;
      const failure =
        answer.status === 409
          ? refusal
          : (await fails(kit, name, 'conflicting', 'second')).deployment.failure;
      hold(failure?.code === 'merge-conflict', `the code is ${failure?.code}`);
      const hasFile = failure.message.includes('version.txt');
      hold(hasFile, `the words do not name the file version.txt: ${failure.message}`);
      const { runs } = await kit.read(name);
      hold(runs?.commit === before.runs?.commit, 'the environment runs another commit than before');
    },
  },
];
