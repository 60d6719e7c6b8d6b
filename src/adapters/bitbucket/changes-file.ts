import { array, check, nullish, object, pipe, string } from 'valibot';
import type { PullRequestKey } from '../../domain/preview-key';
import { absent, readAnswer, type BitbucketCall, type BitbucketRequest } from './read-answer';
import { pullRequestPath, query } from './repository-path';

const File = nullish(object({ path: string() }));
const Change = pipe(
  object({ old: File, new: File }),
  check((one) => Boolean(one.old ?? one.new)),
);
const Changes = object({ values: array(Change), next: nullish(string()) });

/** What Bitbucket lists on a page unless asked for less (its REST API's documentation). */
const FILES_OF_A_PAGE = '500';

/** Whether one of the files that the pull request changes `isMeant`. More than a page has counts as every file. */
export async function changesFile(
  request: BitbucketRequest,
  key: PullRequestKey,
  isMeant: (path: string) => boolean,
): Promise<boolean> {
  const fields = 'next,values.old.path,values.new.path';
  const call: BitbucketCall = {
    purpose: 'list the files that the pull request changes',
    path: `${pullRequestPath(key)}/diffstat${query({ pagelen: FILES_OF_A_PAGE, fields })}`,
  };
  const answer = await readAnswer(request, call, Changes);
  if (answer === 'absent') throw absent(call);
  const files = answer.values.flatMap((one) => [one.old, one.new]);
  return Boolean(answer.next) || files.some((file) => file && isMeant(file.path));
}
