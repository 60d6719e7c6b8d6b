import { hold } from '../broken';
import type { Check } from '../check';
import { describe } from '../host-client';
import { type Kit, showsVersion } from '../kit';
import { isGone } from './access';

/** The end of environments. */
export const deletionChecks: Check[] = [
  {
    id: 'delete',
    promise: 'deletes an environment for good, and takes a second delete for done',
    async run(kit) {
      const environment = await kit.up();
      const { name } = environment;
      await deleteIt(kit, name);
      await deleteIt(kit, name);
      await untilGone(kit, name);
      await deleteIt(kit, name, 204);
      hold(!(await isListed(kit, name)), 'the list still has what a read says is gone');
      await showsVersion(kit, environment, null);
    },
  },
  {
    id: 'delete-deploying',
    promise: 'deletes an environment in the middle of a deployment',
    async run(kit) {
      const name = kit.newName();
      await kit.deploy(name, { source: kit.sources.slow });
      await deleteIt(kit, name);
      await untilGone(kit, name);
      hold(!(await isListed(kit, name)), 'the list still has what a read says is gone');
    },
  },
  {
    id: 'key-spent',
    promise: 'does not make a deleted environment again when its create comes late once more',
    async run(kit) {
      const name = kit.newName();
      const wish = { source: kit.sources.slow, key: kit.newKey() };
      await kit.deploy(name, wish);
      await deleteIt(kit, name);
      await untilGone(kit, name);
      const late = await kit.put(name, wish);
      hold(late.status === 410, `the late create answered ${describe(late)}`);
      const read = await kit.client.call('GET', kit.pathOf(name));
      hold(isGone(read), `a read then answered ${describe(read)}`);
    },
  },
  {
    id: 'new-life',
    promise: 'makes an environment of a deleted name anew, under another id',
    async run(kit) {
      const name = kit.newName();
      const first = await kit.deploy(name, { source: kit.sources.slow });
      await deleteIt(kit, name);
      await untilGone(kit, name);
      const second = await kit.deploy(name, { source: kit.sources.slow });
      hold(second.id !== first.id, 'the new environment has the id of the deleted one');
      hold(second.runs === null, 'the new environment runs something before it was deployed');
      await deleteIt(kit, name);
    },
  },
];

async function deleteIt(kit: Kit, name: string, ...statuses: number[]): Promise<void> {
  const answer = await kit.client.call('DELETE', kit.pathOf(name));
  const wanted = statuses.length > 0 ? statuses : [202, 204];
  hold(wanted.includes(answer.status), `a delete answered ${describe(answer)}`);
}

async function untilGone(kit: Kit, name: string): Promise<void> {
  await kit.until('a read says that it is gone', async () => {
    const answer = await kit.client.call('GET', kit.pathOf(name));
    if (isGone(answer)) return true;
    hold(answer.status === 200, `a read answered ${describe(answer)}`);
    hold((answer.body as { deleting: boolean }).deleting, 'it is not said to be being deleted');
    return undefined;
  });
}

async function isListed(kit: Kit, name: string): Promise<boolean> {
  return (await kit.list()).some((one) => one.name === name);
}
