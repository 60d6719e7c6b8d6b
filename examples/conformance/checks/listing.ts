import { hold } from '../broken';
import type { Check } from '../check';
import { describe } from '../host-client';
import type { Page } from '../protocol';

/** Lists that are whole, or known not to be. */
export const listChecks: Check[] = [
  {
    id: 'paging',
    promise: 'lists every environment exactly once, however small the pages are',
    async run(kit) {
      const names = [1, 2, 3].map(() => kit.newName());
      for (const name of names) await kit.deploy(name, { source: kit.sources.slow });
      for (const limit of [1, 2, 200]) {
        const listed = (await kit.list(limit)).map(({ name }) => name);
        for (const name of names) {
          const times = listed.filter((one) => one === name).length;
          hold(times === 1, `in pages of ${limit} the list has ${name} ${times} times`);
        }
      }
      const path = `${kit.pathOf('').slice(0, -1)}?limit=1`;
      const page = (await kit.client.call('GET', path)).body as Page;
      hold(page.next !== null, 'the first of several pages says that it is the last');
      // What goes between two pages must not move another one past the reader.
      const [first] = page.environments;
      const own = names.includes(first?.name ?? '') ? first?.name : names[0];
      await kit.client.call('DELETE', kit.pathOf(own ?? ''));
      const rest = await restOf(kit, page.next);
      for (const name of names.filter((one) => one !== own && one !== first?.name)) {
        hold(rest.includes(name), `a delete between two pages hid ${name}`);
      }
      for (const name of names) await kit.client.call('DELETE', kit.pathOf(name));
    },
  },
  {
    id: 'cursor',
    promise: 'answers 400 to a cursor that it did not give',
    async run(kit) {
      const path = `${kit.pathOf('').slice(0, -1)}?cursor=***`;
      const answer = await kit.client.call('GET', path);
      hold(answer.status === 400, `answered ${describe(answer)}`);
    },
  },
];

async function restOf(kit: Parameters<Check['run']>[0], from: string): Promise<string[]> {
  const names: string[] = [];
  for (let next: string | null = from; next !== null;) {
    const path = `${kit.pathOf('').slice(0, -1)}?limit=1&cursor=${encodeURIComponent(next)}`;
    const page = (await kit.client.call('GET', path)).body as Page;
    names.push(...page.environments.map(({ name }) => name));
    next = page.next;
  }
  return names;
}
