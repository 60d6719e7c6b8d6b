import { cleanText, shortLine } from '../../../domain/clean-text';
import { FailureError, permanent } from '../../../domain/failure';
import { defined } from '../../../domain/defined';
import { priceWords } from '../../../domain/price';
import type { Place } from '../../../domain/provider';
import type { Offer, OfferedChoice } from '../../../domain/provider-kind';
import { placeOf } from './environment';
import { HostOffer, type Size } from './protocol';
import type { HostRequest } from './request';

/** The version of the protocol that this adapter speaks. */
const PROTOCOL = 1;

/** Longer names are cut: the settings of a repository hold them. */
const LONGEST_TITLE = 100;

/** The places that the token opens, and the sizes of each. */
export async function readOffer(request: HostRequest): Promise<Offer> {
  const url = `${request.address}/v1/offer`;
  const { protocol, places } = await request.read(
    { purpose: 'read what the host offers', method: 'GET', url },
    HostOffer,
  );
  if (protocol !== PROTOCOL) {
    throw new FailureError(
      permanent(
        'protocol-unknown',
        `The host speaks version ${protocol} of the host protocol, and this app version ${PROTOCOL}.`,
        'Update the app, or have the host speak that version.',
        'settings',
      ),
    );
  }
  const known = places.map((one) => ({ ...one, place: placeOf(request.address, one.id) }));
  return {
    places: known.map(({ place, title }) => ({ place, title: titleOf(title) })),
    choices: {
      size: known.flatMap(({ place, sizes }) =>
        sizes.map((size, index) => choiceOf(size, place, index === 0)),
      ),
    },
  };
}

/** The first size is the usual one: the host says in which order it wants them shown. */
function choiceOf(size: Size, place: Place, isFirst: boolean): OfferedChoice {
  const title = titleOf(size.title);
  const price = size.price ?? undefined;
  const more = [titleOf(size.description).replace(/\.$/, ''), price && priceWords(price)];
  const label = more.filter(Boolean).join(', ');
  return {
    value: size.id,
    place,
    title,
    label: label ? `${title}: ${label}` : title,
    ...defined({ price, isUsual: isFirst ? (true as const) : undefined }),
  };
}

function titleOf(name: string): string {
  return shortLine(cleanText(name), LONGEST_TITLE);
}
