import type { CardView } from '../../domain/card-view';
import { answeredWith, type Answer } from '../../domain/commands/heard-command';
import type { Preview } from '../../domain/preview';
import type { PreviewKey } from '../../domain/preview-key';
import type { RepositorySettings } from '../../domain/settings';
import { recordedRead } from '../../domain/snapshot';
import { noted } from '../../domain/transitions';
import type { Dependencies } from '../dependencies';
import { mayWrite, writerPermission } from '../card/own-permission';
import { changeByPerson } from '../card/read-card';
import { obeyCommand } from './obey-command';

/** What somebody says in the card to a command that waits for that. */
export interface Said {
  comment: number;
  to: 'do' | 'dismiss';
}

const DISMISSED: Answer = {
  type: 'said',
  text: 'Dismissed by somebody with write access.',
};

/**
 * Has a command carried out that waits for somebody who may, on that person's own word, or dismisses it. Answers
 * `refused`, and changes nothing, when that person may not write to the repository. One that waits no more changes
 * nothing either.
 */
export async function answerCommand(
  deps: Dependencies,
  key: PreviewKey,
  said: Said,
  accountId: string,
): Promise<CardView | 'refused'> {
  const [permission, settings] = await Promise.all([
    writerPermission(deps, key, accountId),
    deps.store.readSettings(key),
  ]);
  if (!mayWrite(permission)) return 'refused';
  const word = { by: accountId, at: deps.clock.now() };
  return changeByPerson(
    deps,
    key,
    permission,
    (preview) => preview && settings && answered(preview, settings, said, word),
  );
}

function answered(
  preview: Preview,
  settings: RepositorySettings,
  { comment, to }: Said,
  word: { by: string; at: number },
): Preview | undefined {
  const command = preview.commands?.find((one) => one.comment === comment);
  const pullRequest = recordedRead(preview);
  if (!command?.name || command.answer?.type !== 'asks' || !pullRequest) return undefined;
  const asked = { ...command, name: command.name };
  const { preview: next, answer } =
    to === 'do'
      ? obeyCommand({ preview, pullRequest, settings }, asked, word)
      : {
          preview: noted(preview, 'A command in a comment was dismissed.', word),
          answer: DISMISSED,
        };
  return { ...next, commands: answeredWith(next.commands, comment, answer) };
}
