import * as v from 'valibot';
import type { ProviderOptions } from '../../../domain/provider';
import { storedOptions } from '../../../domain/stored-options';

/** What an environment has when it is activated: the least, or as much as its parent. */
export const RESOURCES = ['minimum', 'parent'] as const;
/** Whether it begins with a copy of its parent's data. */
export const DATA = ['parent', 'none'] as const;

/** What an admin chose for the previews of one repository. */
const UpsunOptions = v.object({
  project: v.string(),
  projectTitle: v.string(),
  /** The page of the project in the Console, when it is known. */
  consoleUrl: v.exactOptional(v.string()),
  resources: v.picklist(RESOURCES),
  data: v.picklist(DATA),
});
export type UpsunOptions = v.InferOutput<typeof UpsunOptions>;

export const { damagedAt, optionsOf } = storedOptions(UpsunOptions);

/**
 * Nothing but the place has a preview that runs deployed anew: resources and data are those of its
 * activation, and a redeploy gives it no others.
 */
export function uses(): unknown {
  return null;
}

/** What a change of the options is, in sentences; empty when nothing changed. */
export function describe(before: ProviderOptions | undefined, after: ProviderOptions): string[] {
  const was = before && optionsOf(before);
  const is = optionsOf(after);
  const sentences: string[] = [];
  if (was?.project !== is.project) {
    const instead = was ? ` instead of ${was.projectTitle}` : '';
    sentences.push(`Project: ${is.projectTitle}${instead}.`);
  }
  if (was?.resources !== is.resources) {
    const words = { minimum: 'the least that they can have', parent: 'those of their parent' };
    sentences.push(`Resources of new previews: ${words[is.resources]}.`);
  }
  if (was?.data !== is.data) {
    const words = { parent: "a copy of their parent's", none: 'none' };
    sentences.push(`Data of new previews: ${words[is.data]}.`);
  }
  return sentences;
}
