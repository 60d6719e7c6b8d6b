import { previewOfPullRequest } from '../../src/domain/preview-key';
import type { PullRequest } from '../../local/bitbucket/records';
import { approveCommit } from '../../src/usecases/card/approve-commit';
import { requestByPerson } from '../../src/usecases/card/read-card';
import type { Command } from './command';
import { ADMIN } from './change-settings';
import { repositoryAt, type World } from './world';

type OnPullRequest = Exclude<
  Extract<Command, { pullRequest: number }>,
  { type: 'open' | 'settings' | 'delete-environment' | 'stop-environment' | 'sleep' }
>;

/** What somebody does with a pull request, at Bitbucket or in its card; nothing without any. */
export async function performOnPullRequest(world: World, command: OnPullRequest): Promise<void> {
  const { bitbucket, invariants } = world;
  const repository = repositoryAt(world, command.repository);
  const isFork = (one: PullRequest) =>
    bitbucket.sourceOf(one).repositoryId !== repository.repositoryId;
  const all = bitbucket
    .pullRequests(repository)
    // There is nothing to approve in any other.
    .filter((one) => command.type !== 'approve' || isFork(one));
  const pullRequest = all[command.pullRequest % all.length];
  if (!pullRequest) return;
  const { id, source, destination, draft } = pullRequest;
  const key = previewOfPullRequest(repository, id);
  const from = bitbucket.sourceOf(pullRequest);
  const act = (method: string, path: string, body?: object) =>
    bitbucket.act({
      repository,
      method,
      path: `/pullrequests/${id}${path}`,
      ...(body && { body }),
    });
  switch (command.type) {
    case 'push':
    case 'force-push':
    case 'push-broken':
      if (bitbucket.isDeleted(from)) return;
      return bitbucket.push(from, source.branch, {
        force: command.type === 'force-push',
        broken: command.type === 'push-broken',
      });
    case 'push-back':
      if (bitbucket.isDeleted(from)) return;
      return bitbucket.pushBack(from, source.branch);
    case 'comment':
      return act('POST', '/comments', { content: { raw: `/preview ${command.name}` } });
    case 'retarget': {
      const name = destination.branch === 'main' ? 'next' : 'main';
      return act('PUT', '', { destination: { branch: { name } } });
    }
    case 'draft':
      return act('PUT', '', { draft: !draft });
    case 'merge':
    case 'decline':
      return act('POST', `/${command.type}`);
    case 'rename-branch':
    case 'delete-branch': {
      const tip = bitbucket.tipOf(from, source.branch);
      if (!tip) return;
      if (command.type === 'rename-branch') await bitbucket.moveBranch(from, `renamed-${id}`, tip);
      return bitbucket.moveBranch(from, source.branch, undefined);
    }
    case 'redeploy':
    case 'cancel':
    case 'delete-preview': {
      const request = command.type === 'delete-preview' ? 'delete' : command.type;
      await world.invoke(async (deps) => void (await requestByPerson(deps, key, request, ADMIN)));
      return;
    }
    case 'approve': {
      const { commit } = source;
      invariants.noteApproval(key, commit);
      await world.invoke(async (deps) => {
        const answer = await approveCommit(deps, key, commit, ADMIN);
        if (answer !== 'refused') invariants.noteApproved(key, commit);
      });
    }
  }
}
