import { wantsPreviews } from '../settings';
import { removeFor, type Policy } from './policy';

/** A repository that takes no part, or not any more, has no previews. */
export const off: Policy = {
  id: 'off',
  phase: 'admin',
  judge({ settings }) {
    if (wantsPreviews(settings)) return undefined;
    return removeFor({
      why: 'switched-off',
      ...(settings?.updatedBy ? { by: settings.updatedBy } : {}),
    });
  },
};
