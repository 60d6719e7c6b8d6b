import type { WorkspaceResult } from '../../contract';

/** Why something was not done, in words. */
export function workspaceProblem(
  answer: Exclude<WorkspaceResult, { type: 'view' }> | undefined,
): string {
  if (!answer)
    return 'The app did not answer, so it is not known whether this was done. Try again.';
  if (answer.type === 'refused') return `${answer.message} ${answer.remedy}`;
  return answer.errors.map((error) => error.message).join(' ');
}
