import * as v from 'valibot';
import { Environment, type StepProgress } from '../../src/domain/provider';
import type { Promised } from './promised';
import { lookAt, untilEnded } from './follow';
import { listed, obtain, outcomeOf, removeUntilGone } from './ready';
import { connect, loseReply } from './wire';

/** A commit that no repository of a stand-in has. */
const NO_COMMIT = 'f'.repeat(40);

/** What is made once, known again, and seen to run what it shall run. */
export const identity: Promised[] = [
  {
    title: 'has the methods that its traits say, and makes no call unless it is asked something',
    check({ rig, spec, environment }) {
      const { kind } = rig;
      const { hosting, asked } = connect(rig);
      expect('create' in hosting).toBe(kind.traits.makes === 'app');
      if (hosting.create) expect('remove' in hosting).toBe(true);
      expect(hosting.steps(spec)).not.toEqual([]);
      expect(hosting.matches(environment, spec)).toBe(true);
      const source = { ...spec.source, branch: 'another' };
      expect(hosting.matches(environment, { name: 'another', source })).toBe(false);
      expect(asked).toEqual([]);
      expect(v.is(Environment, environment)).toBe(true);
      expect(environment.place).toBe(kind.options.place(spec.options));
      return Promise.resolve();
    },
  },
  {
    title: 'finds what it made',
    holdsFor: ({ gives }) => gives === 'environment',
    async check({ rig, spec, environment }) {
      const { id, name, place } = environment;
      expect(await connect(rig).hosting.find(environment)).toMatchObject({ id, name, place });
      expect(await listed(rig, spec)).toEqual([expect.objectContaining({ id, name, place })]);
    },
  },
  {
    title: 'finds again what it made when the reply was lost, and makes no second one',
    holdsFor: ({ makes, gives }) => makes === 'app' && gives === 'environment',
    async check({ rig, deeds }) {
      const requests = deeds.find(({ title }) => title === 'create')?.requests ?? 0;
      for (let nth = 0; nth < requests; nth += 1) {
        const spec = await rig.spec();
        await outcomeOf(connect(rig, { nth, tamper: loseReply }).hosting.create!(spec));
        const made = await listed(rig, spec);
        // Where nothing but a list keeps a second one from being made, that is looked at before each create.
        if (made.length === 0 || rig.kind.traits.identity !== 'none') {
          await outcomeOf(connect(rig).hosting.create!(spec));
        }
        const [found, ...others] = await listed(rig, spec);
        expect(others).toEqual([]);
        if (!found) throw new Error(`What was made is not listed: reply ${nth + 1} was lost.`);
        if (rig.kind.traits.update === 'replace') expect(found.attempt).toBe(spec.attempt);
        expect(await connect(rig).hosting.find(found)).toMatchObject({ id: found.id });
        await removeUntilGone(rig, spec, found);
      }
    },
  },
  {
    title: 'makes another environment for another attempt, and tells them apart',
    holdsFor: ({ update }) => update === 'replace',
    async check({ rig }) {
      const first = await rig.spec();
      const second = { ...first, attempt: `9${first.attempt}` };
      const made = [await obtain(rig, first), await obtain(rig, second)];
      const attempts = (all: { id: string; attempt?: string }[]) =>
        Object.fromEntries(all.map(({ id, attempt }) => [id, attempt]));
      expect(Object.values(attempts(made))).toEqual([first.attempt, second.attempt]);
      expect(attempts(await listed(rig, first))).toEqual(attempts(made));
      for (const one of made) await removeUntilGone(rig, first, one);
    },
  },
  {
    title: 'knows a report by the name of its preview, without a call',
    holdsFor: ({ gives }) => gives === 'report',
    async check({ rig, spec, environment }) {
      const { hosting, asked } = connect(rig);
      if (hosting.create) expect(await hosting.create(spec)).toEqual(environment);
      expect(await hosting.find(environment)).not.toBe('gone');
      expect(asked).toEqual([]);
    },
  },
  {
    title: 'starts nothing twice when a reply was lost',
    holdsFor: ({ gives }) => gives === 'report',
    async check({ rig, deeds }) {
      const starts = deeds.filter(({ title }) => title.startsWith('start of step'));
      const most = Math.max(...starts.map(({ requests }) => requests));
      for (let nth = 0; nth < most; nth += 1) {
        const spec = await rig.spec();
        const environment = await obtain(rig, spec);
        const { hosting } = connect(rig);
        for (const { id: step } of hosting.steps(spec)) {
          const astray = connect(rig, { nth, tamper: loseReply }).hosting;
          const { value } = await outcomeOf(astray.startStep(step, environment, spec));
          const started =
            (value as StepProgress | undefined) ??
            (await hosting.startStep(step, environment, spec));
          await untilEnded(rig, started, { step, environment, spec });
        }
        expect(await rig.countStarted?.(spec)).toBe(1);
      }
    },
  },
  {
    title: 'reads back the commit that runs, not the one that shall run',
    holdsFor: ({ readsCommit }) => readsCommit,
    async check({ rig, spec, environment, last }) {
      const { commit } = spec.source;
      expect(last).toMatchObject({ state: 'done', commit });
      const { hosting } = connect(rig);
      const step = hosting.steps(spec).at(-1)?.id ?? '';
      const other = { ...spec, source: { ...spec.source, commit: NO_COMMIT } };
      const { value } = await outcomeOf(lookAt(rig, hosting, { step, environment, spec: other }));
      expect(value).not.toMatchObject({ state: 'done' });
    },
  },
];
