import type { SettingsView } from '../../contract';
import { callSettings } from '../call-resolver';

/** Forgets the key, and says why when that did not work. Never rejects. */
export async function disconnect(
  previews: 'delete' | 'keep',
): Promise<{ type: 'done'; view: SettingsView } | { type: 'problem'; problem: string }> {
  const answer = await callSettings('disconnect', { previews }).catch(() => undefined);
  switch (answer?.type) {
    case 'saved':
      return { type: 'done', view: answer.view };
    case undefined:
      return { type: 'problem', problem: 'The app did not answer. Try again.' };
    case 'refused':
      return { type: 'problem', problem: `${answer.message} ${answer.remedy}` };
    case 'conflict':
      return { type: 'problem', problem: `${answer.message} Try again.` };
    case 'invalid':
      return { type: 'problem', problem: answer.errors.map((one) => one.message).join(' ') };
  }
}
