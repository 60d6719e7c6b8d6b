import type { ConnectableProvider } from '../contract';

/** How a provider is called within a sentence. */
export function providerName({ title, words }: ConnectableProvider): string {
  return words.name ?? title;
}
