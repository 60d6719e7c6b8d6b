import { failureOf, type Failure } from '../../domain/failure';
import type { ProviderOptions } from '../../domain/provider';
import type { Credentials, Offer, ProviderDescription } from '../../domain/provider-kind';
import { ownValue } from '../../domain/resolve-variables';
import type { Dependencies } from '../dependencies';
import { connectHosting } from '../use-hosting';

/** No key that a provider gives is longer. */
const LONGEST_CREDENTIAL = 4096;

/**
 * Asks a provider with what a person entered. Answers the credentials as they are to be stored, with what
 * they open; or what is wrong, in words for whoever entered them.
 */
export async function checkCredentials(
  deps: Dependencies,
  kind: ProviderDescription,
  entered: Credentials,
  saved?: ProviderOptions,
): Promise<{ credentials: Credentials; offer: Offer } | { problem: string }> {
  const credentials = trimmed(kind, entered);
  const problem = problemOf(kind, credentials);
  if (problem) return { problem };
  try {
    const offer = await connectHosting(deps, kind.id, credentials).offer(saved);
    return offer.places.length === 0 ? { problem: kind.words.noPlaces } : { credentials, offer };
  } catch (error) {
    return { problem: wordsAtField(failureOf(error), kind) };
  }
}

/** What was entered in the provider's own fields, without the blanks that come along when it is pasted. */
function trimmed(kind: ProviderDescription, entered: Credentials): Credentials {
  return Object.fromEntries(
    kind.credentials.map(({ name }) => [name, ownValue(entered, name)?.trim() ?? '']),
  );
}

/** The remedies are meant for whoever reads a card; the reader here is at the field and acts at once. */
function wordsAtField(
  { code, kind: how, message, remedy }: Failure,
  { words }: ProviderDescription,
): string {
  if (code === 'token-rejected') {
    return `${message} Copy it once more, or make a new ${words.key} and paste that one. ${words.keyFrom}`;
  }
  return `${message} ${how === 'transient' ? 'Try again in a minute.' : remedy}`;
}

function problemOf(kind: ProviderDescription, credentials: Credentials): string | undefined {
  const problems = kind.credentials.map(({ name, label }) => {
    const entered = credentials[name] ?? '';
    if (!entered) return `Enter the ${label}.`;
    // Only such characters can travel in the header that carries a key.
    const isFit = entered.length <= LONGEST_CREDENTIAL && /^[\x21-\x7e]+$/.test(entered);
    return isFit ? undefined : `This is not the ${label}: it is one word of plain characters.`;
  });
  return problems.find((problem) => problem !== undefined);
}
