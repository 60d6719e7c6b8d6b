import type { Draft } from './draft';
import type { DraftErrors } from './draft-errors';

/** What a section of the settings form gets. */
export interface SectionProps {
  draft: Draft;
  errors: DraftErrors;
  isDisabled: boolean;
  edit: (draft: Draft) => void;
}
