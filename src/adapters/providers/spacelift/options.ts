import * as v from 'valibot';
import type { Place, ProviderOptions } from '../../../domain/provider';
import { storedOptions } from '../../../domain/stored-options';

/** What to do where Spacelift makes no run of a commit by itself. */
export const WITHOUT_RUN = ['start', 'tell'] as const;

const ChosenStack = v.object({ id: v.string(), title: v.string() });
export type ChosenStack = v.InferOutput<typeof ChosenStack>;

/** What an admin chose for the pull requests of one repository. */
const SpaceliftOptions = v.object({
  /** The host of the account. */
  host: v.string(),
  stacks: v.array(ChosenStack),
  withoutRun: v.picklist(WITHOUT_RUN),
});
export type SpaceliftOptions = v.InferOutput<typeof SpaceliftOptions>;

export const { damagedAt, optionsOf } = storedOptions(SpaceliftOptions);

/** The account with the stacks of a repository. */
export function placeOf({ host, stacks }: SpaceliftOptions): Place {
  return `${host}/${stacks.map(({ id }) => id).join(',')}`;
}

/** The ids of the stacks of a place. */
export function stacksOf(place: Place): string[] {
  return place.slice(place.indexOf('/') + 1).split(',');
}

/** What is done where Spacelift makes no run changes nothing of runs that there are. */
export function uses(): unknown {
  return null;
}

/** What a change of the options is, in sentences; empty when nothing changed. */
export function describe(before: ProviderOptions | undefined, after: ProviderOptions): string[] {
  const was = before && optionsOf(before);
  const is = optionsOf(after);
  const sentences: string[] = [];
  if (!was || placeOf(was) !== placeOf(is)) {
    const instead = was ? ` instead of ${namesOf(was)}` : '';
    sentences.push(`Stacks: ${namesOf(is)}${instead}.`);
  }
  if (was?.withoutRun !== is.withoutRun) {
    const words = { start: 'the app starts one', tell: 'the card says so' };
    sentences.push(`Where Spacelift makes no run: ${words[is.withoutRun]}.`);
  }
  return sentences;
}

function namesOf({ stacks }: SpaceliftOptions): string {
  return stacks.map(({ title }) => title).join(', ');
}
