import {
  array,
  boolean,
  nullish,
  object,
  string,
  type InferOutput,
  type ObjectSchema,
} from 'valibot';
import type { Review } from '../../domain/pull-request';

const Person = nullish(object({ uuid: nullish(string()) }));
const Participant = object({
  user: Person,
  role: nullish(string()),
  approved: nullish(boolean()),
  state: nullish(string()),
});

/** The part of a pull request that says what people say of it. */
export const Reviewed = { author: Person, participants: nullish(array(Participant)) };

/** What has to be asked for by name in a list. Whole, so that an empty list is one. */
export const REVIEW_FIELDS = ['author.uuid', 'participants'];

/**
 * What others than its author say of a pull request; undefined when Bitbucket does not tell. Anybody who may
 * read a public repository may ask for changes there: only those count who were asked for a review.
 */
export function reviewOf({
  author,
  participants,
}: InferOutput<ObjectSchema<typeof Reviewed, undefined>>): Review | undefined {
  const others = participants?.filter(({ user }) => !user?.uuid || user.uuid !== author?.uuid);
  return (
    others && {
      approvals: others.filter(({ approved }) => approved).length,
      wantsChanges: others.some(
        ({ role, state }) => role === 'REVIEWER' && state === 'changes_requested',
      ),
    }
  );
}
