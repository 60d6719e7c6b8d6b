import type { CardView } from './card-view';
import type { Preview } from './preview';
import type { ProviderDescription } from './provider-kind';
import type { SubjectSource } from './pull-request';
import type { RepositorySettings } from './settings';
import type { ProviderPage } from './settings-view';

/** How often a card that is not settled asks again, in seconds. */
export const REFRESH_SECONDS = 3;
/** How often it asks while it waits for Bitbucket's event. */
export const WAITING_REFRESH_SECONDS = 5;
/** How often it asks while it waits for something that may take long. */
export const SLOW_REFRESH_SECONDS = 15;

/** What a card is made from. */
export interface CardFacts {
  pullRequest: SubjectSource | 'gone';
  settings: RepositorySettings | undefined;
  preview: Preview | undefined;
  /** The provider that is connected. */
  provider: ProviderDescription | undefined;
  /** What the records that it is made from have for a version. */
  version: string;
  /** The preview of its branch, where that has one in its place. */
  ofBranch?: Preview | undefined;
  /** Its place among those that wait for their turn, from 1; undefined when it waits for none. */
  place?: number | undefined;
  /** Whether the reader may write to the repository. */
  mayWrite: boolean;
  now: number;
}

/** What a card shows of the state; what does not depend on it is the same on all. */
export type Face = Pick<CardView, 'title' | 'tone'> & Partial<CardView>;

/** A page of the provider's under its name. */
export function providerPageOf(url: string, { provider }: CardFacts): ProviderPage {
  return { title: provider?.words.name ?? provider?.title ?? 'the provider', url };
}

/** Whether there is a pull request that can have a preview. */
export function isOpen(pullRequest: CardFacts['pullRequest']): pullRequest is SubjectSource {
  return pullRequest !== 'gone' && pullRequest.state === 'open';
}
