import { valuesOf } from '../../src/domain/field';
import { REPLY_MARKER } from '../../src/domain/announce/reply-messages';
import { ruleFields } from '../../src/domain/rule-fields';
import { NO_RULES, type Rules } from '../../src/domain/rules';
import { appAccount } from '../../local/bitbucket/accounts';
import { save, withOption } from './change-settings';
import { repositoryAt, type World } from './world';

type Person = 'ada' | 'will' | 'otto';

/** An admin changes the rules of the repository; comments are obeyed from now on. */
export async function obeyComments(world: World, rules: Partial<Rules> = {}): Promise<void> {
  await world.invoke(async (deps) => {
    const values = valuesOf(ruleFields({ ...NO_RULES, commands: 'obeyed', ...rules }));
    await save(deps, repositoryAt(world, 0), (form) => withOption(form, values));
  });
  await world.pass(2 * 60_000);
}

/** Somebody comments on the pull request; the event is on its way. Answers the comment's id. */
export async function comment(world: World, raw: string, who: Person = 'will'): Promise<number> {
  await world.bitbucket.act({
    ...{ who, repository: repositoryAt(world, 0) },
    ...{ method: 'POST', path: '/pullrequests/1/comments' },
    body: { content: { raw } },
  });
  return Math.max(...world.bitbucket.comments(repositoryAt(world, 0), 1).map(({ id }) => id));
}

/** What the app answered to a comment, without the line that every reply ends with. */
export function repliesTo(world: World, id: number): string[] {
  return world.bitbucket
    .comments(repositoryAt(world, 0), 1)
    .filter(({ author, parent }) => author === appAccount.accountId && parent === id)
    .map(({ raw }) => raw.replace(`\n\n${REPLY_MARKER}`, ''));
}
