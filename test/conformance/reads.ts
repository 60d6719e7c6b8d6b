import type { Promised } from './promised';
import { obtain, outcomeOf, removeUntilGone, sweep, type Deed } from './ready';
import { secretsOf } from './rig';
import { connect, page, TROUBLES, type Tamper } from './wire';

/** What proves nothing of an environment that is there, beside all that fails. */
const NOT_FOUND: Readonly<Record<string, Tamper>> = {
  'a page that is not found': () => Promise.resolve(page(404)),
  'a refusal': () => Promise.resolve(Response.json({ message: 'No.' }, { status: 403 })),
};

/** What a read says of what could not be read. */
export const reads: Promised[] = [
  {
    title: 'never calls an environment gone that is there, whichever request of the read fails',
    async check({ rig, deeds }) {
      const find = deeds.filter(({ title }) => title === 'find');
      for (const [trouble, tamper] of Object.entries({ ...TROUBLES, ...NOT_FOUND })) {
        await sweep(rig, find, tamper, ({ value, error }, where) => {
          expect([where, trouble, value]).not.toEqual([where, trouble, 'gone']);
          if (error)
            throw new Error(`${where}, ${trouble}: no failure but an error.`, { cause: error });
        });
      }
    },
  },
  {
    title: 'calls a removed environment gone only when all that it read was answered well',
    holdsFor: ({ gives }) => gives === 'environment',
    async check({ rig }) {
      const spec = await rig.spec();
      const environment = await obtain(rig, spec);
      await removeUntilGone(rig, spec, environment);
      const { hosting, asked } = connect(rig);
      expect(await hosting.find(environment)).toBe('gone');
      const run: Deed['run'] = (one) => one.find(environment);
      const find = { title: 'find', run, requests: asked.length };
      for (const [trouble, tamper] of Object.entries(TROUBLES)) {
        await sweep(rig, [find], tamper, ({ failure }, where) =>
          expect([where, trouble, failure?.kind]).toEqual([where, trouble, expect.any(String)]),
        );
      }
    },
  },
  {
    title: 'never calls an environment gone because of a wrong key',
    async check({ rig, environment }) {
      const wrong = Object.entries(rig.credentials).map(([name, value]) =>
        secretsOf(rig).includes(value) ? [name, 'no-such-key'] : [name, value],
      );
      const credentials = Object.fromEntries(wrong) as Record<string, string>;
      const { hosting } = connect({ ...rig, credentials });
      expect((await outcomeOf(hosting.find(environment))).value).not.toBe('gone');
      expect((await outcomeOf(hosting.offer())).failure).toMatchObject({
        ...{ code: 'token-rejected', kind: 'permanent', mendedBy: 'settings' },
      });
    },
  },
  {
    title: 'lists all or fails',
    holdsFor: ({ gives }) => gives === 'environment',
    async check({ rig, deeds }) {
      const list = deeds.filter(({ title }) => title === 'list');
      for (const [trouble, tamper] of Object.entries(TROUBLES)) {
        await sweep(rig, list, tamper, ({ failure }, where) =>
          expect([where, trouble, failure?.kind]).toEqual([where, trouble, expect.any(String)]),
        );
      }
    },
  },
];
