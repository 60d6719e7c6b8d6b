import { permanent, type Failure } from '../../../domain/failure';
import { CI_EXAMPLE } from './ci-example';
import type { RefusalError } from './refusal';

/**
 * The failure behind a refusal to start what the CI file describes: the file is missing or cannot be
 * used. Any other refusal is thrown on. How Codesphere reports either is not documented, so it is
 * told by its words.
 */
export function ciProblem(error: RefusalError, profile: string | undefined): Failure {
  const { status, words } = error;
  if (status !== 400 || error.failure.code !== 'provider-refused') throw error;
  const file = ciFile(profile);
  const isAbout = /\bci\b|\.ya?ml|profile|schema version|templating/i.test(words);
  if (!isAbout) throw error;
  if (/not found|not exist|no such|missing|unknown/i.test(words)) return ciMissing(profile);
  return permanent(
    'provider-refused',
    `Codesphere cannot use ${file}: ${words}.`.replace(/\.+$/, '.'),
    `Mend ${file} in the branch of the pull request and push.`,
    'settings',
  );
}

/** There is nothing that Codesphere could run. */
export function ciMissing(profile: string | undefined): Failure {
  const file = ciFile(profile);
  const failure = permanent(
    'ci-missing',
    `The branch has no ${file}, or nothing in it to run for this stage.`,
    `Add ${file} with the steps of this stage to the branch, or switch the stage off in the repository settings.`,
  );
  return { ...failure, example: { path: file, text: CI_EXAMPLE } };
}

/** The CI file of a profile. */
export function ciFile(profile: string | undefined): string {
  return profile ? `ci.${profile}.yml` : 'ci.yml';
}
