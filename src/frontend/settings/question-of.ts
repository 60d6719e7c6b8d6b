import type { SaveEffect } from '../../contract';
import type { Question } from '../confirm-dialog';
import { counted } from '../counted';

/** What to ask before a save that does this to previews. */
export function questionOf({ deletes, replaces, redeploys }: SaveEffect): Question {
  if (deletes > 0) {
    const others = replaces + redeploys;
    const more =
      others > 0
        ? ` ${counted(others, 'other preview')} ${others === 1 ? 'is' : 'are'} ${replaces > 0 ? 'replaced at the other place' : 'redeployed'}.`
        : '';
    return {
      title: `Delete ${counted(deletes, 'preview')}?`,
      consequence: `Their environments are deleted, with all data in them. The settings stay, for when previews are switched on again.${more}`,
      yes: 'Save and delete',
      appearance: 'danger',
    };
  }
  if (replaces > 0) {
    return {
      title: `Replace ${counted(replaces, 'preview')}?`,
      consequence:
        'Each gets a new environment at the other place, with a new address. The old one is deleted first, with all data in it.',
      yes: 'Save and replace',
      appearance: 'danger',
    };
  }
  return {
    title: `Redeploy ${counted(redeploys, 'preview')}?`,
    consequence:
      'Each is deployed again with the new settings. Until that has ended it may not answer.',
    yes: 'Save and redeploy',
    appearance: 'primary',
  };
}
