import type { RepositoryKey } from '../../src/domain/preview-key';
import type { Command } from './command';
import { changeSettings } from './change-settings';
import { performOnPullRequest } from './perform-on-pull-request';
import { HAND_TOKEN, loseTeam, repositoryAt, revokeKeys, type World } from './world';

/** Plans that the provider may cease to offer; one that admins can fall back to is not among them. */
const MORTAL_PLANS = [8, 20];

/** Does the steps of a history, and throws what is wrong after any of them. */
export async function performAll(world: World, ...commands: Command[]): Promise<void> {
  for (const command of commands) {
    await perform(world, command);
    world.invariants.check();
  }
}

/** Does one step of a history. What cannot be done at that moment is passed over. */
export async function perform(world: World, command: Command): Promise<void> {
  switch (command.type) {
    case 'wait':
      return world.pass(command.seconds * 1000);
    case 'fault':
      return world.faults.arm(command);
    case 'outage': {
      const until = world.clock.now() + command.minutes * 60_000;
      return world.faults.breakDown(command.target, command.kind, until, command.calls);
    }
    case 'refuse': {
      const until = world.clock.now() + command.minutes * 60_000;
      return world.faults.refuse(command.what, command.status, until);
    }
    case 'git-down':
    case 'preview-down': {
      const until = world.clock.now() + command.minutes * 60_000;
      return world.faults.cutOff(command.type === 'git-down' ? 'git' : 'previews', until);
    }
    case 'short-lists': {
      const until = world.clock.now() + command.minutes * 60_000;
      return world.listing.shorten(command.of, command.lack, until);
    }
    case 'late-effect':
      return world.late.delay(command.what, command.seconds);
    case 'listing-lag':
      world.listing.lagMs = command.seconds * 1000;
      return undefined;
    case 'query-lag':
      world.queries.lagMs = command.seconds * 1000;
      return undefined;
    case 'ignored-deletes':
      world.provider.controls.behave({ ignoredDeletes: command.count });
      return undefined;
    case 'kill':
      return world.faults.kill(command.skip);
    case 'events':
      return void world.events.trouble.push(...command.trouble);
    case 'messages':
      return void Object.assign(world.queue.trouble, command);
    case 'meanwhile':
      return world.interrupt(command.skip, () => perform(world, command.command));
    case 'deliver':
      return world.deliver();
    case 'sweep':
      return world.sweep();
    default:
      return performDeed(world, command);
  }
}

type Deed = Exclude<
  Command,
  | { type: 'wait' | 'fault' | 'outage' | 'listing-lag' | 'kill' | 'events' | 'messages' }
  | { type: 'refuse' | 'short-lists' | 'query-lag' | 'git-down' | 'preview-down' | 'late-effect' }
  | { type: 'meanwhile' | 'deliver' | 'sweep' | 'ignored-deletes' }
>;

/** What people do. */
function performDeed(world: World, command: Deed): Promise<void> {
  switch (command.type) {
    case 'settings':
      return changeSettings(world, repositoryAt(world, command.repository), command.step);
    case 'open':
      return openPullRequest(world, repositoryAt(world, command.repository), command);
    case 'delete-repository':
    case 'delete-fork':
      return deleteRepository(world, command);
    case 'revoke-keys':
      return Promise.resolve(revokeKeys(world));
    case 'lose-team':
      return Promise.resolve(loseTeam(world, command.team));
    case 'plan-gone':
      world.gonePlans.splice(0, Infinity, ...MORTAL_PLANS);
      world.provider.controls.behave({ removedPlans: world.gonePlans });
      return Promise.resolve();
    case 'delete-environment':
    case 'stop-environment':
    case 'sleep':
      return touchEnvironment(world, command);
    default:
      return performOnPullRequest(world, command);
  }
}

async function openPullRequest(
  { bitbucket }: World,
  repository: RepositoryKey,
  { draft, from }: Extract<Command, { type: 'open' }>,
): Promise<void> {
  const all = bitbucket.pullRequests(repository);
  const shared = from === 'shared-branch' ? all[0] : undefined;
  const source =
    from === 'fork'
      ? bitbucket.forkOf(repository)
      : shared
        ? bitbucket.sourceOf(shared)
        : repository;
  const name = shared?.source.branch ?? `topic-${all.length + 1}`;
  if (bitbucket.isDeleted(source)) return;
  if (!shared) await bitbucket.push(source, name);
  const body = {
    ...{ title: name, draft },
    source: { branch: { name }, repository: { uuid: `{${source.repositoryId}}` } },
    // Two pull requests of one branch differ in where they lead to.
    ...(shared?.destination.branch === 'main' ? { destination: { branch: { name: 'next' } } } : {}),
  };
  const who = source.workspaceId === repository.workspaceId ? 'will' : 'otto';
  await bitbucket.act({ who, repository, method: 'POST', path: '/pullrequests', body });
}

async function deleteRepository(
  { bitbucket, invariants }: World,
  { type, repository: index }: { type: 'delete-repository' | 'delete-fork'; repository: number },
): Promise<void> {
  const all = bitbucket.repositories;
  const parent = all[index % all.length];
  if (!parent) return;
  const isFork = type === 'delete-fork';
  const repository = isFork ? bitbucket.forkOf(parent) : parent;
  if (!isFork) invariants.noteDeletion(repository);
  await bitbucket.act({ who: isFork ? 'otto' : 'ada', repository, method: 'DELETE', path: '' });
}

/** Somebody deletes or stops an environment on the provider's own pages, or it falls asleep. */
async function touchEnvironment(
  { provider, invariants }: World,
  command: Extract<Command, { type: 'delete-environment' | 'stop-environment' | 'sleep' }>,
): Promise<void> {
  const all = provider.controls.workspaces();
  const id = all[command.pullRequest % all.length]?.workspace.id;
  if (id === undefined) return;
  if (command.type === 'sleep') {
    // One that is being made falls asleep once it is.
    void provider.controls.sleep(id);
    return;
  }
  invariants.noteHand(id);
  const [method, path] =
    command.type === 'stop-environment'
      ? ['POST', `/pipeline/${command.stage}/stop`]
      : ['DELETE', ''];
  const headers = { authorization: `Bearer ${HAND_TOKEN}` };
  const url = `https://cloud.codesphere.com/api/workspaces/${id}${path}`;
  await provider.handle(new Request(url, { method, headers }));
}
