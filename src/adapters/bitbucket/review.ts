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

/** The part of a pull request that says what people say of it. */
export const Reviewed = {
  author: Person,
  participants: nullish(
    array(object({ user: Person, approved: nullish(boolean()), state: nullish(string()) })),
  ),
};

/** What has to be asked for by name in a list. */
export const REVIEW_FIELDS = [
  'author.uuid',
  'participants.user.uuid',
  'participants.approved',
  'participants.state',
];

/** What others than its author say of a pull request; people whom Bitbucket does not name are others. */
export function reviewOf({
  author,
  participants,
}: InferOutput<ObjectSchema<typeof Reviewed, undefined>>): Review {
  const others = (participants ?? []).filter(
    ({ user }) => !user?.uuid || user.uuid !== author?.uuid,
  );
  return {
    approvals: others.filter(({ approved }) => approved).length,
    wantsChanges: others.some(({ state }) => state === 'changes_requested'),
  };
}
