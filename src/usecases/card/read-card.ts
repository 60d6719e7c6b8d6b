import type { CardView } from '../../domain/card-view';
import { defined } from '../../domain/defined';
import { hashOf } from '../../domain/hash-of';
import { appended } from '../../domain/history';
import { placeInLine } from '../../domain/ledger';
import type { Limit } from '../../domain/limit';
import { isDeploying, type PersonRequest, type Preview } from '../../domain/preview';
import {
  getPullRequest,
  previewId,
  previewOfBranch,
  type PreviewKey,
} from '../../domain/preview-key';
import { showCard } from '../../domain/show-card';
import type { Permission } from '../../ports/bitbucket';
import type { StoredSubject } from '../../ports/store';
import type { Dependencies } from '../dependencies';
import { mayWrite, readerPermission, writerPermission } from './own-permission';
import { updatePreview } from '../update-preview';
import { providerKindOf } from '../use-hosting';

/** Who looks at a card. */
export interface Reader {
  accountId: string;
  /** The version of the card that this person sees already. */
  version?: string | undefined;
}

/**
 * What the card shows to the person who opened it; `refused` to whoever cannot see the pull request,
 * `unchanged` when what it is made from is as it was. That costs one round trip and Bitbucket nothing,
 * so an open card asks as often as it likes.
 */
export async function readCard(
  deps: Dependencies,
  key: PreviewKey,
  { accountId, version }: Reader,
): Promise<CardView | 'refused' | 'unchanged'> {
  const permission = await readerPermission(deps, key, accountId);
  if (permission === 'none') return 'refused';
  const subject = await readShown(deps, key);
  // Without a record only Bitbucket knows whether something changed.
  if (subject.preview && versionOf(subject, permission) === version) return 'unchanged';
  return drawCard(deps, key, subject, permission);
}

/** The card after an action of somebody who may do it. */
async function cardAfter(
  deps: Dependencies,
  key: PreviewKey,
  permission: Permission,
): Promise<CardView> {
  return drawCard(deps, key, await readShown(deps, key), permission);
}

/** What a card is made from, but for what Bitbucket tells. */
interface Shown extends StoredSubject {
  /** Among those that wait for their turn, from 1. */
  place?: number;
  /** The preview of its branch, where that has one in its place. */
  ofBranch?: Preview;
}

/** One round trip, and a second one for what waits for its turn, or whose branch has a preview in its place. */
async function readShown(deps: Dependencies, key: PreviewKey): Promise<Shown> {
  const subject = await deps.store.readSubject(key);
  const reason = subject.preview?.judged?.verdict.reason;
  if (reason?.why === 'branch-has-one') {
    const branch = previewOfBranch(key, reason.branch);
    const ofBranch = branch && (await deps.store.readPreview(branch));
    return { ...subject, ...defined({ ofBranch }) };
  }
  if (subject.preview?.state.type !== 'waiting') return subject;
  const place = await placeOf(deps, key, subject.preview.state.room);
  return { ...subject, ...defined({ place }) };
}

async function placeOf(
  { store, mostDeployments }: Dependencies,
  key: PreviewKey,
  room: Limit | undefined,
): Promise<number | undefined> {
  if (room) {
    const [ledger] = await store.readLedgers([room.scope]);
    return ledger && placeInLine(ledger, key);
  }
  const waiting = await store.listWaiting(key, mostDeployments);
  const place = waiting.findIndex((one) => previewId(one) === previewId(key)) + 1;
  return place > 0 ? place : undefined;
}

/** Another one whenever the card would show something else: also to whoever may do more or less by now. */
function versionOf({ settings, preview, place, ofBranch }: Shown, permission: Permission): string {
  const rules = settings?.rules && hashOf(settings.rules);
  const parts = [
    settings?.revision ?? 0,
    rules,
    preview?.revision ?? 0,
    place ?? ofBranch?.revision,
    mayWrite(permission) ? 'w' : 'r',
  ];
  return parts.filter((part) => part !== undefined).join('.');
}

async function drawCard(
  deps: Dependencies,
  key: PreviewKey,
  subject: Shown,
  permission: Permission,
): Promise<CardView> {
  const { settings, preview, place, ofBranch } = subject;
  const version = versionOf(subject, permission);
  // After the record: what is older than the record would stay on the card while its version does.
  const ask = () =>
    deps.bitbucket.readPullRequest(getPullRequest(key), {
      known: Promise.resolve(preview?.pullRequest.commit),
    });
  const now = deps.clock.now();
  const pullRequest = await deps.readers.pullRequestOf({ key, version }, now, ask);
  const provider = settings?.connection?.provider;
  return showCard({
    settings,
    preview,
    provider: provider === undefined ? undefined : providerKindOf(deps, provider),
    pullRequest,
    place,
    ofBranch,
    version,
    mayWrite: mayWrite(permission),
    now: deps.clock.now(),
  });
}

/**
 * Notes what a person asks for and has the preview looked at. Answers `refused`, and changes nothing,
 * when that person may not write to the repository. Without a provider nothing is noted: the card says
 * that none is connected.
 */
export async function requestByPerson(
  deps: Dependencies,
  key: PreviewKey,
  type: PersonRequest['type'],
  accountId: string,
): Promise<CardView | 'refused'> {
  const [permission, settings] = await Promise.all([
    writerPermission(deps, key, accountId),
    deps.store.readSettings(key),
  ]);
  if (!mayWrite(permission)) return 'refused';
  if (!settings?.connection) return cardAfter(deps, key, permission);
  const request = { type, by: accountId, at: deps.clock.now() };
  return changeByPerson(deps, key, permission, (preview) => requested(preview, request));
}

/** Makes a change that a person asked for, has the preview looked at, and answers the card after it. */
export async function changeByPerson(
  deps: Dependencies,
  key: PreviewKey,
  permission: Permission,
  change: Parameters<typeof updatePreview>[2],
): Promise<CardView> {
  await updatePreview(deps, key, change);
  await deps.queue.push([{ message: { key, cause: 'person' } }]);
  return cardAfter(deps, key, permission);
}

/**
 * To ask for a preview that the rules do not give is a wish, which holds until somebody deletes the preview. To
 * redeploy one that they give is none: the rules go on counting.
 */
function wishAfter({ type, by, at }: PersonRequest, { wish, judged }: Preview): Preview['wish'] {
  if (type === 'delete') return undefined;
  return type === 'cancel' || judged?.verdict.want === 'run' ? wish : { by, at };
}

const REQUESTED: Record<PersonRequest['type'], string> = {
  redeploy: 'Redeploy requested.',
  delete: 'Delete requested.',
  cancel: 'Cancel requested.',
};

/** The record once somebody asked for something. Without a record, a redeploy is nothing but the first look; there is nothing to delete either. */
export function requested(
  preview: Preview | undefined,
  request: PersonRequest,
): Preview | undefined {
  const { at, by, type } = request;
  if (!preview || (type === 'cancel' && !isDeploying(preview))) return undefined;
  const { wish: _, yielded, kept, ...rest } = preview;
  const text = type === 'redeploy' && !preview.deployment ? 'Preview requested.' : REQUESTED[type];
  return {
    ...rest,
    request,
    ...defined({
      wish: wishAfter(request, preview),
      yielded: type === 'redeploy' ? undefined : yielded,
      kept: type === 'delete' ? undefined : kept,
    }),
    history: appended(preview.history, { at, text, by }),
  };
}
