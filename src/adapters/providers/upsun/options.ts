import * as v from 'valibot';
import type { ProviderOptions } from '../../../domain/provider';
import type { KnownOptions, Offer } from '../../../domain/provider-kind';

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

/** Where stored options are not such as this adapter writes; undefined when they are. */
export function damagedAt(stored: ProviderOptions): string | undefined {
  const result = v.safeParse(UpsunOptions, stored, { abortEarly: true });
  return result.success ? undefined : (v.getDotPath(result.issues[0]) ?? 'its root');
}

/** The options as this adapter wrote them: whoever reads a record has asked `damagedAt`. */
export function optionsOf(options: ProviderOptions): UpsunOptions {
  return v.parse(UpsunOptions, options);
}

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

/** What is on offer, when Upsun could be asked. */
export function offerOf({ offer }: KnownOptions): Offer | undefined {
  return offer && 'choices' in offer ? offer : undefined;
}
