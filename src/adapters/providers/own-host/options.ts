import * as v from 'valibot';
import { priceWords } from '../../../domain/price';
import type { ProviderOptions } from '../../../domain/provider';
import {
  offerOf,
  type Cost,
  type KnownOptions,
  type Offer,
  type OfferedChoice,
} from '../../../domain/provider-kind';
import { storedOptions } from '../../../domain/stored-options';

/** What an admin chose for the previews of one repository. */
const HostOptions = v.object({
  place: v.string(),
  placeTitle: v.string(),
  size: v.string(),
  sizeTitle: v.string(),
  /** What the size cost when it was chosen, in words. */
  sizePrice: v.exactOptional(v.string()),
});
export type HostOptions = v.InferOutput<typeof HostOptions>;

export const { damagedAt, optionsOf } = storedOptions(HostOptions);

/** What a deployment uses of the options beside the place. */
export function uses(options: ProviderOptions): unknown {
  return optionsOf(options).size;
}

/** What a change of the options is, in sentences; empty when nothing changed. */
export function describe(before: ProviderOptions | undefined, after: ProviderOptions): string[] {
  const was = before && optionsOf(before);
  const is = optionsOf(after);
  const changed = (what: string, earlier: string | undefined, now: string) =>
    earlier === undefined ? [`${what}: ${now}.`] : [`${what}: ${now} instead of ${earlier}.`];
  return [
    ...(was?.place === is.place ? [] : changed('Place', was?.placeTitle, is.placeTitle)),
    ...(was?.size === is.size ? [] : changed('Size', was?.sizeTitle, is.sizeTitle)),
  ];
}

/** A size of a place that is on offer. */
export function offeredSize(
  offer: Offer | undefined,
  place: string,
  size: string,
): OfferedChoice | undefined {
  return offer?.choices.size?.find((one) => one.place === place && one.value === size);
}

/** What a size costs: as the host offers it now, or as it was when it was chosen. */
export function costOf(size: string | undefined, known: KnownOptions): Cost | undefined {
  const saved = known.saved && optionsOf(known.saved);
  if (!saved) return undefined;
  const offered = offeredSize(offerOf(known), saved.place, size ?? saved.size);
  if (offered?.price) return { title: offered.title, price: priceWords(offered.price) };
  const isSaved = size === undefined || size === saved.size;
  return isSaved && saved.sizePrice
    ? { title: saved.sizeTitle, price: saved.sizePrice }
    : undefined;
}
