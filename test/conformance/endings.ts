import type { Promised } from './promised';
import { deploy } from './follow';
import { listed, obtain, outcomeOf, removeUntilGone } from './ready';
import { connect, loseReply } from './wire';

/** What can be ended again, and is ended then all the same. */
export const endings: Promised[] = [
  {
    title: 'stops a step again without harm',
    async check({ rig }) {
      const spec = await rig.spec();
      const environment = await obtain(rig, spec);
      const { hosting } = connect(rig);
      for (const { id } of hosting.steps(spec)) {
        await hosting.stopStep(id, environment, spec.source.commit);
        await hosting.stopStep(id, environment, spec.source.commit);
      }
      await removeUntilGone(rig, spec, environment);
    },
  },
  {
    title: 'removes again without harm',
    holdsFor: ({ makes }) => makes === 'app',
    async check({ rig }) {
      const spec = await rig.spec();
      const environment = await obtain(rig, spec);
      const { commit } = spec.source;
      const { hosting, asked } = connect(rig);
      await hosting.remove!(environment, commit);
      const requests = asked.length;
      await removeUntilGone(rig, spec, environment);
      await hosting.remove!(environment, commit);

      const another = await rig.spec();
      const second = await obtain(rig, another);
      for (let nth = 0; nth < requests; nth += 1) {
        const astray = connect(rig, { nth, tamper: loseReply }).hosting;
        await outcomeOf(astray.remove!(second, another.source.commit));
      }
      await removeUntilGone(rig, another, second);
    },
  },
];

/** What comes last, as it changes what all the others look at. */
export const updates: Promised[] = [
  {
    title: 'brings its environment to the next commit, whatever failed before',
    holdsFor: ({ gives, update }) => gives === 'environment' && update === 'in-place',
    async check({ rig, spec, environment }) {
      const next = (await rig.next?.(spec)) ?? spec;
      const { commit } = next.source;
      expect(commit).not.toBe(spec.source.commit);
      expect(await deploy(rig, environment, next)).toMatchObject({ state: 'done', commit });
      expect((await listed(rig, next)).map(({ id }) => id)).toEqual([environment.id]);
    },
  },
];
