import { shortLine } from '../../../domain/clean-text';
import type { DeploymentSpec } from '../../../domain/provider';

/** The name that the app gives to a preview, at the end of a title. */
const NAME = /\((preview-[a-z0-9-]{1,60})\)$/;

/**
 * The title of a preview's environment. Upsun has no name to give: it is the branch's. So the title says
 * whose preview it is, to people in the Console and to the app.
 */
export function titleOf({ name, origin, source }: DeploymentSpec): string {
  const what =
    origin.pullRequest === undefined
      ? shortLine(source.branch, 60)
      : `pull request #${origin.pullRequest}`;
  return `Preview of ${what} (${name})`;
}

/** The preview that a title names; undefined when it names none. */
export function nameInTitle(title: string | null | undefined): string | undefined {
  return NAME.exec(title ?? '')?.[1];
}
