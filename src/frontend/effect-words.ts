import type { SaveEffect } from '../contract';
import { counted } from './counted';

/** What a save does to previews, in sentences; empty when it touches none. */
export function effectWords({ deletes, replaces, redeploys, unsure }: SaveEffect): string[] {
  const being = (count: number, done: string) =>
    `${counted(count, 'preview')} ${count === 1 ? 'is' : 'are'} being ${done}.`;
  return [
    ...(deletes > 0 ? [being(deletes, 'deleted')] : []),
    ...(replaces > 0 ? [being(replaces, 'replaced')] : []),
    ...(unsure > 0
      ? [
          `${counted(unsure, 'preview')} ${unsure === 1 ? 'goes' : 'go'} if the new rules want none, once the pull request was read for them.`,
        ]
      : []),
    ...(redeploys > 0 ? [being(redeploys, 'redeployed')] : []),
  ];
}
