import { getPullRequest } from '../../src/domain/preview-key';
import { appAccount } from '../../local/bitbucket/accounts';
import { statusKey } from '../../src/adapters/surfaces/build-status/build-status';
import { commentMessages } from '../../src/domain/announce/comment-messages';
import { isAtRest } from '../../src/domain/commands/standing';
import { statusMessages } from '../../src/domain/announce/status-messages';
import { wantsPreviews } from '../../src/domain/settings';
import { isRuledOut } from './ruled-out';
import type { Seen } from './seen';
import type { World } from './world';

/** Where record, statuses and comments do not say the same, or not what is. */
export function findWrongWords(world: World, seen: Seen): string[] {
  const { bitbucket, takesForks } = world;
  const { key, preview } = seen;
  const own = bitbucket
    .comments(key, getPullRequest(key).pullRequestId)
    .filter(({ author }) => author === appAccount.accountId);
  const comments = own.filter(({ parent }) => parent === undefined).map(({ raw }) => raw);
  const comment = preview && commentMessages(preview)[0]?.content;
  const statuses = ownStatuses(bitbucket, seen);
  const wrong = [
    ...findWrongRecord(seen),
    ...(seen.fork && !takesForks ? [] : findWrongStatuses(statuses, seen)),
  ];
  if (comments.length > 1) wrong.push(`it has ${comments.length} comments`);
  if (comments[0] !== comment) wrong.push(`its comment is ${comments[0]} instead of ${comment}`);
  wrong.push(...findWrongReplies(preview, own));
  return [...wrong, ...findFalsePromises(world, seen, { statuses, comments })];
}

/** Two replies to one comment, or an answer that is owed where there is nothing to wait for. */
function findWrongReplies(preview: Seen['preview'], own: { parent?: number }[]): string[] {
  const answered = own.flatMap(({ parent = [] }) => parent);
  const twice = answered.filter((parent, at) => answered.indexOf(parent) < at);
  const owed = (preview?.commands ?? []).filter(
    ({ answer }) => answer?.type === 'said' || (answer?.type === 'follows' && isAtRest(preview!)),
  );
  return [
    ...twice.map((parent) => `comment ${parent} has two replies`),
    ...owed.map((command) => `comment ${command.comment} still waits for its answer`),
  ];
}

/** Links in comments and green statuses that do not lead to what runs that commit, whatever the record says. */
function findFalsePromises(
  { engine }: World,
  seen: Seen,
  { statuses, comments }: { statuses: Statuses; comments: string[] },
): string[] {
  const green = statuses.filter(({ state }) => state === 'SUCCESSFUL');
  const promises = [
    ...green.map(({ url, commit }) => ({ url, commit })),
    ...comments.flatMap((comment) => {
      const [, url] = /\[Open preview\]\(([^)]*)\)/.exec(comment) ?? [];
      const [, older] = /which still shows `(\w+)`/.exec(comment) ?? [];
      const [, commit = older ?? 'no commit'] =
        (older ? undefined : /Commit \| \[`(\w+)`\]/.exec(comment)) ?? [];
      return url ? [{ url, commit }] : [];
    }),
  ];
  return promises
    .filter(({ url, commit }) => {
      const to = seen.environments.find(({ workspace }) => url.includes(`//${workspace.id}-`));
      const head = to && engine.headOf(to.workspace.id);
      return !head?.startsWith(commit);
    })
    .map(({ url, commit }) => `it is said that ${url} runs ${commit}`);
}

const STATES: Record<string, string> = { OPEN: 'open', MERGED: 'merged', DECLINED: 'declined' };

/** While previews are off nobody looks at what was merged. */
function findWrongRecord(seen: Seen): string[] {
  const { preview, pullRequest, settings, fork } = seen;
  if (!wantsPreviews(settings)) return [];
  const open = pullRequest.state === 'OPEN';
  if (!preview) return open ? ['it has no record'] : [];
  const wrong: string[] = [];
  const { state, pullRequest: known } = preview;
  if (known.state !== STATES[pullRequest.state]) wrong.push(`its record calls it ${known.state}`);
  const isHeld =
    (fork && state.type === 'none' && state.reason?.why === 'fork') || isRuledOut(seen);
  if (state.type === 'none' && open && !isHeld) {
    wrong.push(`its record says that it is held: ${state.reason?.why}`);
  }
  return wrong;
}

type Statuses = ReturnType<World['bitbucket']['statuses']>;

function ownStatuses(bitbucket: World['bitbucket'], { key }: Seen): Statuses {
  return bitbucket
    .statuses()
    .filter((row) => row.key === statusKey(key) && row.repository === `{${key.repositoryId}}`);
}

function findWrongStatuses(own: Statuses, { preview }: Seen): string[] {
  const type = preview?.state.type;
  const isResult = type === 'ready' || (type === 'failed' && !preview?.deployment?.cancelledBy);
  const latest = isResult ? preview?.deployment?.commit : undefined;
  const should =
    preview && statusMessages(preview).find(({ address }) => address === latest)?.content;
  const wrong: string[] = [];
  for (const { commit, state, description, url, refname } of own) {
    const name = commit.slice(0, 7);
    if (commit !== latest) {
      if (state !== 'STOPPED') wrong.push(`${name} is ${state} instead of STOPPED`);
    } else if (
      [state, description, url, refname].join() !==
      [should?.state, should?.description, should?.url, should?.refname].join()
    ) {
      wrong.push(`${name} is ${state} (${description}) instead of ${should?.state}`);
    }
  }
  if (latest && !own.some(({ commit }) => commit === latest)) wrong.push('it has no status');
  return wrong;
}
