import { type Records, commentsOwner } from './records';

/** How many comments of a pull request are not deleted. */
export function openCommentCount(records: Records, pr: { repository: string; id: number }): number {
  return records.comments.list(commentsOwner(pr)).filter((comment) => !comment.deleted).length;
}
