import type { Traits } from '../../src/domain/provider-kind';
import type { Ready } from './ready';

/** Something that a kind has to keep. */
export interface Promised {
  /** What the kind does. */
  title: string;
  /** The kinds that it is asked of; missing for all. */
  holdsFor?: (traits: Traits) => boolean;
  /** Throws when it is broken. */
  check: (ready: Ready) => Promise<void>;
}
