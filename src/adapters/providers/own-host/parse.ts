import { defined } from '../../../domain/defined';
import type { FieldError, FieldValues } from '../../../domain/field';
import { priceWords } from '../../../domain/price';
import type { ProviderOptions } from '../../../domain/provider';
import { offerOf, uncheckedProblem, type KnownOptions } from '../../../domain/provider-kind';
import { offeredSize, optionsOf, type HostOptions } from './options';

/** The options that were chosen, or everything that is wrong with them, each at its field. */
export function parse(
  values: FieldValues,
  known: KnownOptions,
): { options: ProviderOptions } | { errors: FieldError[] } {
  const place = textOf(values.place);
  const size = textOf(values.size);
  const saved = known.saved && optionsOf(known.saved);
  const isSaved = saved?.place === place && saved.size === size;
  const errors = errorsOf(place, size, known, isSaved);
  if (errors.length > 0) return { errors };
  return { options: chosen(place, size, known, saved) };
}

function textOf(value: FieldValues[string] | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** What is in use already may stay, also while nobody can be asked. */
function errorsOf(
  place: string,
  size: string,
  known: KnownOptions,
  isSaved: boolean,
): FieldError[] {
  if (!place) return [{ field: 'place', message: 'Choose a place.' }];
  if (!size) return [{ field: 'size', message: 'Choose a size.' }];
  const offer = offerOf(known);
  if (!offer) {
    if (isSaved) return [];
    return [{ field: 'size', message: uncheckedProblem('Place and size', known) }];
  }
  if (!offer.places.some((one) => one.place === place)) {
    return [{ field: 'place', message: 'The token does not open this place. Choose another.' }];
  }
  if (isSaved || offeredSize(offer, place, size)) return [];
  return [{ field: 'size', message: 'The host does not offer this size there. Choose another.' }];
}

/** With names and prices as they are now, or as they were when they were last known. */
function chosen(
  place: string,
  size: string,
  known: KnownOptions,
  saved: HostOptions | undefined,
): HostOptions {
  const offer = offerOf(known);
  const offered = offeredSize(offer, place, size);
  const before = saved?.place === place && saved.size === size ? saved : undefined;
  const price = offered?.price ? priceWords(offered.price) : undefined;
  return {
    place,
    placeTitle: offer?.places.find((one) => one.place === place)?.title ?? before?.placeTitle ?? '',
    size,
    sizeTitle: offered?.title ?? before?.sizeTitle ?? size,
    ...defined({ sizePrice: offered ? price : before?.sizePrice }),
  };
}
