import type { Accounts } from '../ports/accounts';
import type { Bitbucket } from '../ports/bitbucket';
import type { Clock } from '../ports/clock';
import type { Outside, ProviderKind } from '../ports/hosting';
import type { Log } from '../ports/log';
import type { Queue } from '../ports/queue';
import type { Store } from '../ports/store';
import type { Surface } from '../ports/surface';
import type { EventMerger } from './events/merge-events';
import type { Readers } from './card/readers';
import type { RecentReads } from './events/recent-reads';

/** The world as the use cases see it. */
export interface Dependencies {
  accounts: Accounts;
  bitbucket: Bitbucket;
  clock: Clock;
  eventMerger: EventMerger;
  /** What providers are reached through. */
  outside: Outside;
  /** How many deployments of one repository are under way at most. */
  mostDeployments: number;
  log: Log;
  /** Every hosting provider, by its id. */
  providers: Readonly<Record<string, ProviderKind>>;
  queue: Queue;
  readers: Readers;
  recentReads: RecentReads;
  store: Store;
  /** Where people are told about previews. */
  surfaces: Surface[];
  /** A new id that nobody can guess. */
  newId: () => string;
  /** Reads a dotenv text; what it could not understand is named in `problems`. */
  parseDotenv: (text: string) => DotenvText;
}

/** What a dotenv text holds. */
export interface DotenvText {
  entries: { name: string; value: string }[];
  /** Lines that were not understood and names that came twice, in words for a person. */
  problems: string[];
}
