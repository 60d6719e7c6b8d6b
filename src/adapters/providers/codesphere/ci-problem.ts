import { cleanText, shorten } from '../../../domain/clean-text';
import { permanent, type Failure } from '../../../domain/failure';
import { hideValues } from '../../../domain/hide-values';
import type { EnvironmentVariable } from '../../../domain/provider';
import { CI_EXAMPLE } from './ci-example';
import { problemOfCiFile } from './judge-ci-file';
import { ciFile, type CiFile } from './read-ci-file';
import type { RefusalError } from './refusal';

/** A name that is free when another tool has the other one. */
const BESIDE = 'ci.preview.yml';

/** Why nothing can be run that the CI file describes; undefined when nothing is known against it. */
export function ciProblem(
  file: CiFile,
  profile: string | undefined,
  hidden: EnvironmentVariable[],
): Failure | undefined {
  if (file.state === 'missing') return ciMissing(profile);
  const problem = file.state === 'read' ? problemOfCiFile(file.text) : undefined;
  if (problem === undefined) return undefined;
  const name = ciFile(profile);
  const words = shorten(hideValues(cleanText(problem.words), hidden), 200);
  const message = `Codesphere cannot use ${name}: ${words}.`;
  if (!problem.isAnotherTools || name === BESIDE) {
    return permanent('ci-unusable', message, `Fix ${name}, then push.`);
  }
  const remedy = `Add a ${BESIDE} for Codesphere, and enter preview as the CI profile in the repository settings.`;
  const failure = permanent('ci-unusable', message, remedy, 'settings');
  return { ...failure, example: { path: BESIDE, text: CI_EXAMPLE } };
}

/**
 * The failure behind a refusal to start what the CI file describes: Codesphere cannot use the file. Any
 * other refusal is thrown on. How Codesphere reports it is not documented, so it is told by its words.
 */
export function ciRefused(error: RefusalError, profile: string | undefined): Failure {
  const { status, words } = error;
  if (status !== 400 || error.failure.code !== 'provider-refused') throw error;
  const file = ciFile(profile);
  const isAbout = /\bci\b|\.ya?ml|profile|schema version|templating/i.test(words);
  if (!isAbout) throw error;
  return permanent(
    'ci-unusable',
    `Codesphere cannot use ${file}: ${words}.`.replace(/\.+$/, '.'),
    `Fix ${file}, then push.`,
  );
}

function ciMissing(profile: string | undefined): Failure {
  const file = ciFile(profile);
  const failure = permanent(
    'ci-missing',
    `The branch has no ${file}.`,
    `Add ${file} to the branch: it says how the app is built and started.`,
  );
  return { ...failure, example: { path: file, text: CI_EXAMPLE } };
}

/** The CI file has no steps for a stage that the settings ask for. */
export function nothingToRun(profile: string | undefined, stage: string): Failure {
  const file = ciFile(profile);
  const failure = permanent(
    'ci-unusable',
    `${file} has nothing to run for the ${stage} stage.`,
    `Add steps below ${stage} to ${file}, or switch the stage off in the repository settings.`,
    'settings',
  );
  return { ...failure, example: { path: file, text: CI_EXAMPLE } };
}
