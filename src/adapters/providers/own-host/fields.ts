import { defined } from '../../../domain/defined';
import type { Choice, Field } from '../../../domain/field';
import { offerOf, type KnownOptions } from '../../../domain/provider-kind';
import { offeredSize, optionsOf, type HostOptions } from './options';

const WHERE = 'Where previews run';

/** What the settings page asks: where previews run, and on what. */
export function fields(known: KnownOptions): Field[] {
  const saved = known.saved && optionsOf(known.saved);
  return [placeField(known, saved), sizeField(known, saved)];
}

function placeField(known: KnownOptions, saved: HostOptions | undefined): Field {
  const offer = offerOf(known);
  const places = (offer?.places ?? known.places).map(({ place, title }) => ({
    value: place,
    label: title,
  }));
  const isGone = saved !== undefined && !places.some(({ value }) => value === saved.place);
  return {
    type: 'choice',
    name: 'place',
    label: 'Place',
    section: WHERE,
    value: saved?.place ?? places[0]?.value ?? '',
    choices: isGone
      ? [...places, { value: saved.place, label: `${saved.placeTitle} (not available)` }]
      : places,
    missing: 'Choose a place.',
    ...defined({
      isLocked: offer ? undefined : (true as const),
      problem: isGone
        ? `The token does not open the place ${saved.placeTitle} any more. Choose another place, or replace the token by one that opens it.`
        : undefined,
    }),
  };
}

function sizeField(known: KnownOptions, saved: HostOptions | undefined): Field {
  const offer = offerOf(known);
  const first = offer?.places[0]?.place;
  const usual = offer?.choices.size?.find(({ place, isUsual }) => isUsual && place === first);
  const isGone = offer && saved && !offeredSize(offer, saved.place, saved.size);
  return {
    type: 'choice',
    name: 'size',
    label: 'Size',
    section: WHERE,
    dependsOn: 'place',
    value: saved?.size ?? usual?.value ?? '',
    choices: sizeChoices(known, saved),
    missing: 'Choose a size.',
    help: offer
      ? 'Each open pull request runs one of these.'
      : 'The list of sizes could not be read. What is saved stays in use.',
    ...defined({
      isLocked: offer ? undefined : (true as const),
      problem: isGone
        ? `The host does not offer the size ${saved.sizeTitle} any more. Choose another size. Previews that run stay as they are until then.`
        : undefined,
    }),
  };
}

/** What is offered now, and the saved size even when it is not. */
function sizeChoices(known: KnownOptions, saved: HostOptions | undefined): Choice[] {
  const offer = offerOf(known);
  const choices = (offer?.choices.size ?? []).map(({ value, label, place = '' }) => ({
    value,
    label,
    of: place,
  }));
  if (!saved || offeredSize(offer, saved.place, saved.size)) return choices;
  const label = offer ? `${saved.sizeTitle} (no longer offered)` : saved.sizeTitle;
  return [...choices, { value: saved.size, label, of: saved.place }];
}
