import { COMMENT_MARKER, reportOf, statusKey } from '../../src/domain/report';
import { wantsPreviews } from '../../src/domain/settings';
import type { Seen } from './seen';
import type { World } from './world';

/** Where record, statuses and comments do not say the same, or not what is. */
export function findWrongWords({ bitbucket, takesForks }: World, seen: Seen): string[] {
  const { key, preview } = seen;
  const comments = bitbucket
    .comments(key, key.pullRequestId)
    .filter(({ raw }) => raw.includes(COMMENT_MARKER))
    .map(({ raw }) => raw);
  const comment = preview && reportOf(preview).comment;
  const wrong = [
    ...findWrongRecord(seen),
    ...(seen.fork && !takesForks ? [] : findWrongStatuses(bitbucket.statuses(), seen)),
  ];
  if (comments.length > 1) wrong.push(`it has ${comments.length} comments`);
  if (comments[0] !== comment) wrong.push(`its comment is ${comments[0]} instead of ${comment}`);
  return wrong;
}

const STATES: Record<string, string> = { OPEN: 'open', MERGED: 'merged', DECLINED: 'declined' };

/** While previews are off nobody looks at what was merged. */
function findWrongRecord({ preview, pullRequest, settings, fork }: Seen): string[] {
  if (!wantsPreviews(settings)) return [];
  const open = pullRequest.state === 'OPEN';
  if (!preview) return open ? ['it has no record'] : [];
  const wrong: string[] = [];
  const { state, pullRequest: known } = preview;
  if (known.state !== STATES[pullRequest.state]) wrong.push(`its record calls it ${known.state}`);
  if (state.type === 'none' && open && !(fork && state.hold === 'fork')) {
    wrong.push(`its record says that it is held: ${state.hold}`);
  }
  return wrong;
}

function findWrongStatuses(
  statuses: ReturnType<World['bitbucket']['statuses']>,
  { key, preview }: Seen,
): string[] {
  const own = statuses.filter(
    (row) => row.key === statusKey(key.pullRequestId) && row.repository === `{${key.repositoryId}}`,
  );
  const type = preview?.state.type;
  const latest = type === 'ready' || type === 'failed' ? preview?.deployment?.commit : undefined;
  const should = preview && reportOf(preview).status;
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
