import Resolver from '@forge/resolver';
import * as v from 'valibot';
import type { CardFunctions, CardResult, CardView, Refused } from '../contract';
import { previewId, type PreviewKey } from '../domain/preview-key';
import { extendLifetime, keepNoLonger, keepPreview } from '../usecases/card/extend-lifetime';
import { actOnReport } from '../usecases/card/act-on-report';
import { approveCommit } from '../usecases/card/approve-commit';
import { answerCommand } from '../usecases/commands/answer-command';
import { readCard, requestByPerson } from '../usecases/card/read-card';
import { readHistory } from '../usecases/card/read-history';
import { readLog } from '../usecases/card/read-log';
import { dependencies } from '../wiring';
import { accountOf, previewKeyOf } from './caller';
import { handlerOf, type Page } from './handler';
import { NOT_READER, NOT_WRITER, OUT_OF_PLACE } from './refusal';

/** Who calls, and from the card of which preview. */
interface Caller {
  key: PreviewKey;
  accountId: string;
}

const PAGE: Page<Caller> = {
  callerOf(context) {
    const key = previewKeyOf(context);
    const accountId = accountOf(context);
    return key && accountId ? { key, accountId } : undefined;
  },
  outOfPlace: OUT_OF_PLACE,
  subjectOf: ({ key }) => ({ preview: previewId(key) }),
};

/** Anything but a commit is none that could be approved. */
const Approved = v.fallback(v.object({ commit: v.string() }), { commit: '' });

/** Anything else names no act. */
const Decided = v.fallback(v.object({ act: v.string() }), { act: '' });

/** Anything else names no command that waits. */
const Said = v.fallback(v.object({ comment: v.number(), to: v.picklist(['do', 'dismiss']) }), {
  comment: 0,
  to: 'dismiss',
});

/** The card that the page shows already, if any. */
const Shown = v.fallback(v.object({ version: v.exactOptional(v.string()) }), {});

const resolver = new Resolver();
define('readCard', NOT_READER, async (key, accountId, payload) => {
  const { version } = v.parse(Shown, payload);
  const card = await readCard(dependencies, key, { accountId, version });
  return card === 'unchanged' ? { type: card, now: dependencies.clock.now() } : cardOf(card);
});
define('readHistory', NOT_READER, async (key, accountId) => {
  const lines = await readHistory(dependencies, key, accountId);
  return lines === 'refused' ? lines : { type: 'history', lines };
});
define('readLog', NOT_READER, async (key, accountId) => {
  const log = await readLog(dependencies, key, accountId);
  return log === 'refused' ? log : { type: 'log', ...log };
});
define('redeploy', NOT_WRITER, async (key, by) =>
  cardOf(await requestByPerson(dependencies, key, 'redeploy', by)),
);
define('extend', NOT_WRITER, async (key, by) =>
  cardOf(await extendLifetime(dependencies, key, by)),
);
define('keep', NOT_WRITER, async (key, by) => cardOf(await keepPreview(dependencies, key, by)));
define('keepNoLonger', NOT_WRITER, async (key, by) =>
  cardOf(await keepNoLonger(dependencies, key, by)),
);
define('cancelDeployment', NOT_WRITER, async (key, by) =>
  cardOf(await requestByPerson(dependencies, key, 'cancel', by)),
);
define('deletePreview', NOT_WRITER, async (key, by) =>
  cardOf(await requestByPerson(dependencies, key, 'delete', by)),
);
define('approveCommit', NOT_WRITER, async (key, by, payload) =>
  cardOf(await approveCommit(dependencies, key, v.parse(Approved, payload).commit, by)),
);

define('actOnReport', NOT_WRITER, async (key, by, payload) =>
  cardOf(await actOnReport(dependencies, key, v.parse(Decided, payload).act, by)),
);
define('answerCommand', NOT_WRITER, async (key, by, payload) =>
  cardOf(await answerCommand(dependencies, key, v.parse(Said, payload), by)),
);

/** The functions of the card. */
export const run = resolver.getDefinitions();

function define<Name extends keyof CardFunctions>(
  name: Name,
  refusal: Refused,
  action: (
    key: PreviewKey,
    accountId: string,
    payload: unknown,
  ) => Promise<CardFunctions[Name]['result'] | 'refused'>,
): void {
  const answer = async ({ key, accountId }: Caller, payload: unknown) => {
    const result = await action(key, accountId, payload);
    return result === 'refused' ? refusal : result;
  };
  resolver.define(name, handlerOf(PAGE, v.unknown(), answer));
}

function cardOf(card: CardView | 'refused'): CardResult | 'refused' {
  return card === 'refused' ? card : { type: 'card', card };
}
