import { mayHaveEnvironment, type Preview } from '../../domain/preview';
import { previewId, previewOfBranch, type PreviewKey } from '../../domain/preview-key';
import { isTracked, type Rules } from '../../domain/rules';
import { wantsPreviews, type RepositorySettings } from '../../domain/settings';
import type { Dependencies } from '../dependencies';

/** How often a branch is read by itself that Bitbucket's list of the most recent ones does not have. */
const READ_EACH_MS = 60 * 60_000;

/** What Bitbucket's list of branches says of previews. */
export interface BranchesSeen {
  /** Whose record does not show what the list shows. */
  missed: PreviewKey[];
  /** The ids of those that the list has. */
  listed: Set<string>;
}

/**
 * Branches whose record does not show what Bitbucket's list shows, of those that the rules name or that have a
 * preview. Not in the list is no proof that one is gone: the look reads the branch itself. Without such rules and
 * records it costs no call.
 */
export async function missedBranches(
  { bitbucket, clock }: Dependencies,
  settings: RepositorySettings,
  previews: Preview[],
): Promise<BranchesSeen> {
  const { repository, rules } = settings;
  // One that is not named any more and has nothing left concerns nobody.
  const own = previews.filter(
    (preview) => preview.key.subject.kind === 'branch' && isOfInterest(preview, rules),
  );
  const listed = new Set<string>();
  if (!wantsPreviews(settings) || (!rules?.tracked.length && own.length === 0)) {
    return { missed: [], listed };
  }
  const { branches, isWhole } = await bitbucket.listBranches(repository);
  const known = new Map(own.map((preview) => [previewId(preview.key), preview]));
  const moved = branches.flatMap(({ name, commit }) => {
    const key = previewOfBranch(repository, name);
    if (!key) return [];
    listed.add(previewId(key));
    const record = known.get(previewId(key))?.pullRequest;
    if (!record && !isTracked(rules, name)) return [];
    return record?.state === 'open' && record.commit === commit ? [] : [key];
  });
  const now = clock.now();
  const unlisted = own.filter(
    ({ key, pullRequest }) =>
      pullRequest.state === 'open' &&
      !listed.has(previewId(key)) &&
      (isWhole || now - pullRequest.readAt >= READ_EACH_MS),
  );
  return { missed: [...moved, ...unlisted.map(({ key }) => key)], listed };
}

function isOfInterest(preview: Preview, rules: Rules | undefined): boolean {
  const { subject } = preview.key;
  const isNamed = subject.kind === 'branch' && isTracked(rules, subject.name);
  return isNamed || mayHaveEnvironment(preview);
}
