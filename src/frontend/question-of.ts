import type { SaveEffect } from '../contract';
import type { Question } from './confirm-dialog';
import { counted } from './counted';

/** What to ask before a save that does this to previews; `isOn` when previews are on after it. */
export function questionOf(effect: SaveEffect, isOn: boolean): Question {
  const { deletes, replaces, redeploys, unsure } = effect;
  if (unsure > 0) {
    return {
      title: `Delete up to ${counted(deletes + unsure, 'preview')}?`,
      consequence: [
        'The app then reads what the new rules ask of their pull requests. Where they want no preview, its environment is deleted, with all data in it.',
        ...others(effect),
      ].join(' '),
      yes: 'Save and delete',
      appearance: 'danger',
    };
  }
  if (deletes > 0) {
    return {
      title: `Delete ${counted(deletes, 'preview')}?`,
      consequence: [gone(deletes), isOn ? unwanted(deletes) : KEPT, ...others(effect)].join(' '),
      yes: 'Save and delete',
      appearance: 'danger',
    };
  }
  if (replaces > 0) {
    return {
      title: `Replace ${counted(replaces, 'preview')}?`,
      consequence: `${replaces === 1 ? 'It' : 'Each'} gets a new environment at the other place, with a new address. The old one is deleted first, with all data in it.`,
      yes: 'Save and replace',
      appearance: 'danger',
    };
  }
  return {
    title: `Redeploy ${counted(redeploys, 'preview')}?`,
    consequence: `${redeploys === 1 ? 'It' : 'Each'} is deployed again with the new settings, and may not answer until that has ended.`,
    yes: 'Save and redeploy',
    appearance: 'primary',
  };
}

const KEPT = 'The settings stay, for when previews are switched on again.';

function gone(count: number): string {
  return count === 1
    ? 'Its environment is deleted, with all data in it.'
    : 'Their environments are deleted, with all data in them.';
}

function unwanted(count: number): string {
  return count === 1
    ? 'With these settings its pull request gets no preview.'
    : 'With these settings their pull requests get no preview.';
}

/** What becomes of the previews that stay. */
function others({ replaces, redeploys }: SaveEffect): string[] {
  const count = replaces + redeploys;
  if (count === 0) return [];
  const done = replaces > 0 ? 'replaced at the other place' : 'redeployed';
  return [`${counted(count, 'other preview')} ${count === 1 ? 'is' : 'are'} ${done}.`];
}
