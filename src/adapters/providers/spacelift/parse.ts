import type { FieldError, FieldValues } from '../../../domain/field';
import type { ProviderOptions } from '../../../domain/provider';
import { offerOf, uncheckedProblem, type KnownOptions } from '../../../domain/provider-kind';
import { STACK } from './offer';
import { optionsOf, WITHOUT_RUN, type ChosenStack, type SpaceliftOptions } from './options';

/** Each look asks about each of them. */
const MOST_STACKS = 10;

/** The options that were chosen, or everything that is wrong with them, each at its field. */
export function parse(
  values: FieldValues,
  known: KnownOptions,
): { options: ProviderOptions } | { errors: FieldError[] } {
  const saved = known.saved && optionsOf(known.saved);
  const ids = Array.isArray(values.stacks) ? [...new Set(values.stacks)].sort() : [];
  const withoutRun = WITHOUT_RUN.find((one) => one === values.withoutRun);
  const offer = offerOf(known);
  const found = ids.map((id) => findStack(id, known, saved));
  const stacks = found.filter((one) => one !== undefined);
  const problem = problemOf(ids, stacks, known);
  const errors: FieldError[] = [
    ...(problem === undefined ? [] : [{ field: 'stacks', message: problem }]),
    ...(withoutRun
      ? []
      : [{ field: 'withoutRun', message: 'Choose what to do where there is no run.' }]),
  ];
  const host = offer?.places[0]?.place ?? saved?.host;
  if (errors.length > 0 || !withoutRun || host === undefined) return { errors };
  const options: SpaceliftOptions = { host, stacks, withoutRun };
  return { options };
}

/** What is in use already may stay, also while nobody can be asked. */
function findStack(
  id: string,
  known: KnownOptions,
  saved: SpaceliftOptions | undefined,
): ChosenStack | undefined {
  const offer = offerOf(known);
  const offered = offer?.choices[STACK]?.find(({ value }) => value === id);
  if (offered) return { id, title: offered.title };
  return offer ? undefined : saved?.stacks.find((one) => one.id === id);
}

function problemOf(ids: string[], stacks: ChosenStack[], known: KnownOptions): string | undefined {
  if (ids.length === 0) return 'Choose a stack.';
  if (ids.length > MOST_STACKS) return `Choose at most ${MOST_STACKS} stacks.`;
  if (stacks.length === ids.length) return undefined;
  if (offerOf(known)) return 'The key does not see one of these stacks. Choose others.';
  return uncheckedProblem('The stacks', known);
}
