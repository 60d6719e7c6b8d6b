import type { Draft } from './draft';
import type { DraftErrors } from './draft-errors';
import type { Focus } from './focus';

/** What a section of the settings form gets. */
export interface SectionProps {
  draft: Draft;
  errors: DraftErrors;
  focus: Focus | undefined;
  isDisabled: boolean;
  /** Changes the newest draft, which may be newer than the one that is drawn. */
  edit: (change: (draft: Draft) => Draft) => void;
}
