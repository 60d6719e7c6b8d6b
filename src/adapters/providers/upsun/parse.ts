import { defined } from '../../../domain/defined';
import type { FieldError, FieldValues } from '../../../domain/field';
import type { ProviderOptions } from '../../../domain/provider';
import { offerOf, uncheckedProblem, type KnownOptions } from '../../../domain/provider-kind';
import { CONSOLE } from './offer';
import { DATA, optionsOf, RESOURCES, type UpsunOptions } from './options';

/** The options that were chosen, or everything that is wrong with them, each at its field. */
export function parse(
  values: FieldValues,
  known: KnownOptions,
): { options: ProviderOptions } | { errors: FieldError[] } {
  const saved = known.saved && optionsOf(known.saved);
  const project = typeof values.project === 'string' ? values.project : '';
  const resources = RESOURCES.find((one) => one === values.resources);
  const data = DATA.find((one) => one === values.data);
  const problem = problemOf(project, known, saved);
  const errors: FieldError[] = [
    ...(problem === undefined ? [] : [{ field: 'project', message: problem }]),
    ...(resources ? [] : [{ field: 'resources', message: 'Choose the resources.' }]),
    ...(data ? [] : [{ field: 'data', message: 'Choose the data.' }]),
  ];
  if (errors.length > 0 || !resources || !data) return { errors };
  const offer = offerOf(known);
  const before = saved?.project === project ? saved : undefined;
  const title = offer?.places.find(({ place }) => place === project)?.title;
  const page = offer?.choices[CONSOLE]?.find(({ place }) => place === project)?.value;
  const options: UpsunOptions = {
    project,
    projectTitle: title ?? before?.projectTitle ?? project,
    resources,
    data,
    ...defined({ consoleUrl: page ?? before?.consoleUrl }),
  };
  return { options };
}

/** What is in use already may stay, also while nobody can be asked. */
function problemOf(
  project: string,
  known: KnownOptions,
  saved: UpsunOptions | undefined,
): string | undefined {
  if (!project) return 'Choose a project.';
  const offer = offerOf(known);
  if (offer?.places.some(({ place }) => place === project)) return undefined;
  if (offer) return 'The token does not open this project. Choose another.';
  if (saved?.project === project) return undefined;
  return uncheckedProblem('The project', known);
}
