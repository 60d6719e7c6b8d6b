import type { BuildStatus, PullRequest } from '../../local/bitbucket/records';
import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import { environmentName } from '../../src/domain/environment-name';
import type { Preview } from '../../src/domain/preview';
import type { PreviewKey } from '../../src/domain/preview-key';
import { COMMENT_MARKER, reportOf, statusKey } from '../../src/domain/report';
import { resolveVariables } from '../../src/domain/resolve-variables';
import { wantsPreviews, type RepositorySettings } from '../../src/domain/settings';
import type { World } from './world';

/** All that can be seen of one pull request and what runs for it. */
interface Seen {
  key: PreviewKey;
  pullRequest: PullRequest;
  settings: RepositorySettings | undefined;
  preview: Preview | undefined;
  environments: WorkspaceRecord[];
  statuses: BuildStatus[];
  comments: string[];
  /** The source branch is gone, so that nothing can be fetched any more. */
  branchGone: boolean;
}

/** What is not as it should be once all is quiet; empty when everything is. */
export async function findUnsettled(world: World): Promise<string[]> {
  const wrong: string[] = [];
  const named = new Set<string>();
  if (world.queue.size > 0) wrong.push(`${world.queue.size} messages still wait`);
  for (const repository of world.bitbucket.repositories) {
    const settings = await world.store.readSettings(repository);
    for (const pullRequest of world.bitbucket.pullRequests(repository)) {
      const seen = await look(world, { ...repository, pullRequestId: pullRequest.id }, settings);
      named.add(environmentName(seen.key));
      const found = [...checkEnvironment(world, seen), ...checkWords(seen)];
      if (seen.preview) found.push(...checkRest(seen.preview));
      const where = `${repository.repositoryId.slice(0, 8)} #${pullRequest.id}`;
      wrong.push(...found.map((one) => `${where}: ${one}`));
    }
  }
  for (const { workspace } of world.provider.controls.workspaces()) {
    if (!named.has(workspace.name)) wrong.push(`nobody knows the environment ${workspace.name}`);
  }
  return wrong;
}

async function look(
  world: World,
  key: PreviewKey,
  settings: RepositorySettings | undefined,
): Promise<Seen> {
  const pullRequest = world.bitbucket.findPullRequest(key, key.pullRequestId);
  if (!pullRequest) throw new Error('The pull request is gone.');
  const { branch } = pullRequest.source;
  return {
    ...{ key, pullRequest, settings },
    preview: await world.store.readPreview(key),
    environments: world.provider.controls
      .workspaces()
      .filter(({ workspace }) => workspace.name === environmentName(key)),
    statuses: world.bitbucket
      .statuses()
      .filter(
        (row) =>
          row.key === statusKey(key.pullRequestId) && row.repository === `{${key.repositoryId}}`,
      ),
    comments: world.bitbucket
      .comments(key, key.pullRequestId)
      .filter(({ raw }) => raw.includes(COMMENT_MARKER))
      .map(({ raw }) => raw),
    branchGone: world.bitbucket.tipOf(key, branch) === undefined,
  };
}

/** A person asked for no preview, and no commit has come since. */
function isRefused({ preview, pullRequest }: Seen): boolean {
  if (preview?.state.type !== 'deleted') return false;
  const { removal } = preview.state;
  return removal.why === 'asked' && removal.commit === pullRequest.source.commit;
}

function checkEnvironment(world: World, seen: Seen): string[] {
  const { pullRequest, settings, environments, preview, branchGone } = seen;
  const wanted = pullRequest.state === 'OPEN' && wantsPreviews(settings) && !isRefused(seen);
  const [environment, ...others] = environments;
  if (others.length > 0) return [`it has ${environments.length} environments`];
  if (!wanted) {
    if (environment && !(preview && wasLeft(preview)))
      return [`it has an environment and should have none`];
    const { type } = preview?.state ?? { type: 'none' };
    return type === 'none' || type === 'deleted' ? [] : [`its record says ${type}`];
  }
  if (preview?.state.type === 'failed' && branchGone) return [];
  // Somebody stopped it while it was deployed: the card says so, and a redeploy starts it again.
  if (preview?.state.type === 'failed' && isAborted(preview)) return [];
  if (!environment) return ['it has no environment'];
  return checkWanted(world, seen, environment, settings);
}

/** An admin disconnected the provider and left it running there. */
function wasLeft({ environment, history }: Preview): boolean {
  return !environment && history.some(({ text }) => text.includes('left running'));
}

function isAborted({ deployment }: Preview): boolean {
  return deployment?.failure?.message.includes(' was aborted ') ?? false;
}

function checkWanted(
  world: World,
  { key, pullRequest, preview }: Seen,
  { workspace, env, stages }: WorkspaceRecord,
  { options }: RepositorySettings,
): string[] {
  if (!options) return ['nothing is chosen'];
  const { commit, branch } = pullRequest.source;
  const context = { pullRequestId: key.pullRequestId, branch, commit, repositorySlug: '' };
  const names = resolveVariables(options.variables, { SECRET: '' }, context);
  const plain = names.filter(({ name }) => name !== 'SECRET');
  const wrong: string[] = [];
  const state = preview?.state.type;
  const failure = preview?.deployment?.failure;
  if (state !== 'ready') {
    wrong.push(
      `its record says ${state} ${failure?.message ?? ''} ${preview?.trouble?.failure.message ?? ''}`,
    );
  }
  const head = world.engine.headOf(workspace.id);
  if (head !== commit) wrong.push(`its environment has ${head} instead of ${commit}`);
  if (preview?.deployment?.commit !== commit) wrong.push('its record names another commit');
  const run = stages.run?.servers.map((server) => server.state) ?? [];
  if (!run.includes('running')) wrong.push(`its run stage is ${run.join() || 'not started'}`);
  if (String(workspace.teamId) !== options.teamId) wrong.push('it is in another team');
  if (String(workspace.planId) !== options.planId) wrong.push('it has another plan');
  if (workspace.restricted !== (options.visibility === 'restricted')) {
    wrong.push('it has another visibility');
  }
  const has = env.map(({ name }) => name).sort();
  const should = names.map(({ name }) => name).sort();
  if (has.join() !== should.join()) wrong.push(`it has the variables ${has.join()}`);
  for (const { name, value } of plain) {
    const there = env.find((one) => one.name === name)?.value;
    if (there !== value) wrong.push(`${name} is ${there} instead of ${value}`);
  }
  return wrong;
}

/** Statuses and comments say what the record says, and the record says what is. */
function checkWords({ preview, statuses, comments, pullRequest }: Seen): string[] {
  const wrong: string[] = [];
  const ready = preview?.state.type === 'ready' ? preview.deployment?.commit : undefined;
  const failed = preview?.state.type === 'failed' ? preview.deployment?.commit : undefined;
  for (const { commit, state } of statuses) {
    const right = commit === ready ? 'SUCCESSFUL' : commit === failed ? 'FAILED' : 'STOPPED';
    if (state !== right) wrong.push(`${commit.slice(0, 7)} is ${state} instead of ${right}`);
  }
  if (ready && !statuses.some(({ commit }) => commit === ready)) wrong.push('it has no status');
  const comment = preview && reportOf(preview).comment;
  if (comments.length > 1) wrong.push(`it has ${comments.length} comments`);
  if (comments[0] !== comment) {
    wrong.push(`its comment is ${comments[0]} instead of ${comment} (${pullRequest.state})`);
  }
  return wrong;
}

function checkRest({ check, request, trouble }: Preview): string[] {
  return [
    ...(check ? ['a check is still planned'] : []),
    ...(request ? [`a person still waits for a ${request.type}`] : []),
    ...(trouble ? [`there is still trouble: ${trouble.failure.message}`] : []),
  ];
}
