import type { PullRequest } from '../../local/bitbucket/records';
import type { RepositoryKey } from '../../src/domain/preview-key';
import { emptySettings, type RepositorySettings } from '../../src/domain/settings';
import type { SettingsForm } from '../../src/domain/settings-form';
import { connectProvider } from '../../src/usecases/connect-provider';
import { disconnectProvider } from '../../src/usecases/disconnect-provider';
import { requestByPerson } from '../../src/usecases/read-card';
import { saveSettings } from '../../src/usecases/save-settings';
import type { Dependencies } from '../../src/usecases/dependencies';
import type { Command, SettingsStep } from './command';
import { addToken, HAND_TOKEN, repositoryAt, revokeKeys, type World } from './world';

const ADMIN = 'admin-account';
/** Plans of the local Codesphere that do not sleep. */
const PLANS = ['8', '9'];

/** Does one step of a history. What cannot be done at that moment is passed over. */
export async function perform(world: World, command: Command): Promise<void> {
  switch (command.type) {
    case 'wait':
      return world.pass(command.seconds * 1000);
    case 'fault':
      return world.faults.arm(command);
    case 'outage':
      return world.faults.breakDown(command.target, world.clock.now() + command.minutes * 60_000);
    case 'listing-lag':
      world.listing.lagMs = command.seconds * 1000;
      return undefined;
    case 'kill':
      return world.faults.kill(command.skip);
    case 'events':
      return void world.events.push(...command.trouble);
    case 'messages':
      return void Object.assign(world.queue.trouble, command);
    case 'meanwhile':
      return world.interrupt(command.skip, () => perform(world, command.command));
    case 'settings':
      return changeSettings(world, repositoryAt(world, command.repository), command.step);
    case 'open':
      return openPullRequest(world, repositoryAt(world, command.repository), command.draft);
    case 'revoke-keys':
      return revokeKeys(world);
    case 'plan-gone':
      world.gonePlans.push(Number(PLANS[0]));
      return world.provider.controls.behave({ removedPlans: world.gonePlans });
    default:
      return performOnPullRequest(world, command);
  }
}

async function openPullRequest(
  { bitbucket }: World,
  repository: RepositoryKey,
  draft: boolean,
): Promise<void> {
  const branch = `topic-${bitbucket.pullRequests(repository).length + 1}`;
  await bitbucket.push(repository, branch, false);
  const body = { title: branch, draft, source: { branch: { name: branch } } };
  await bitbucket.act(repository, 'POST', '/pullrequests', body);
}

type OnPullRequest = Exclude<
  Extract<Command, { pullRequest: number }>,
  { type: 'open' | 'settings' }
>;

async function performOnPullRequest(world: World, command: OnPullRequest): Promise<void> {
  const repository = repositoryAt(world, command.repository);
  const all = world.bitbucket.pullRequests(repository);
  const pullRequest = all[command.pullRequest % all.length];
  if (!pullRequest) return;
  const { id, source, destination } = pullRequest;
  const { bitbucket } = world;
  const path = `/pullrequests/${id}`;
  switch (command.type) {
    case 'push':
      return bitbucket.push(repository, source.branch, false);
    case 'force-push':
      return bitbucket.push(repository, source.branch, true);
    case 'retarget': {
      const name = destination.branch === 'main' ? 'next' : 'main';
      return bitbucket.act(repository, 'PUT', path, { destination: { branch: { name } } });
    }
    case 'draft':
      return bitbucket.act(repository, 'PUT', path, { draft: !pullRequest.draft });
    case 'merge':
    case 'decline':
      return bitbucket.act(repository, 'POST', `${path}/${command.type}`);
    case 'rename-branch':
      await renameBranch(world, repository, pullRequest);
      return bitbucket.moveBranch(repository, source.branch, undefined);
    case 'delete-branch':
      return bitbucket.moveBranch(repository, source.branch, undefined);
    case 'redeploy':
    case 'delete-preview': {
      const request = command.type === 'redeploy' ? 'redeploy' : 'delete';
      const key = { ...repository, pullRequestId: id };
      await world.invoke(async (deps) => void (await requestByPerson(deps, key, request, ADMIN)));
      return;
    }
    case 'delete-environment':
    case 'stop-environment':
      return touchEnvironment(world, command);
  }
}

async function renameBranch(
  { bitbucket }: World,
  repository: RepositoryKey,
  { source, id }: PullRequest,
): Promise<void> {
  const tip = bitbucket.tipOf(repository, source.branch);
  if (tip) await bitbucket.moveBranch(repository, `renamed-${id}`, tip);
}

/** Somebody deletes or stops an environment on the provider's own pages. */
async function touchEnvironment(
  { provider, invariants }: World,
  command: { type: 'delete-environment' | 'stop-environment'; pullRequest: number },
): Promise<void> {
  const all = provider.controls.workspaces();
  const id = all[command.pullRequest % all.length]?.workspace.id;
  if (id === undefined) return;
  invariants.noteHand(id);
  const [method, path] =
    command.type === 'delete-environment' ? ['DELETE', ''] : ['POST', '/pipeline/run/stop'];
  const headers = { authorization: `Bearer ${HAND_TOKEN}` };
  const url = `https://cloud.codesphere.com/api/workspaces/${id}${path}`;
  await provider.handle(new Request(url, { method, headers }));
}

/** What an admin does on the settings page. */
async function changeSettings(
  world: World,
  repository: RepositoryKey,
  { change }: SettingsStep,
): Promise<void> {
  await world.invoke(async (deps) => {
    switch (change) {
      case 'key':
      case 'connect':
        await connectProvider(deps, repository, addToken(world), ADMIN);
        return;
      case 'disconnect-delete':
        await disconnectProvider(deps, repository, 'delete', ADMIN);
        return;
      case 'disconnect-keep':
        await disconnectProvider(deps, repository, 'keep', ADMIN);
        return;
      default:
        await save(deps, repository, (form) => changed(form, change));
    }
  });
}

/** Saves the form as the page would, with one thing changed. */
export async function save(
  deps: Dependencies,
  repository: RepositoryKey,
  edit: (form: SettingsForm) => SettingsForm,
): Promise<void> {
  const stored = (await deps.store.readSettings(repository)) ?? emptySettings(repository);
  const { revision } = stored;
  await saveSettings(deps, repository, { revision, form: edit(formOf(stored)) }, ADMIN);
}

function formOf({ enabled, options }: RepositorySettings): SettingsForm {
  return {
    enabled,
    teamId: options?.teamId ?? '1',
    planId: options?.planId ?? PLANS[0] ?? '',
    profile: options?.profile ?? '',
    stages: options?.stages ?? { prepare: true, test: false, run: true },
    stopOnTestFailure: true,
    visibility: options?.visibility ?? 'public',
    variables: (options?.variables ?? []).map((variable) =>
      variable.secret ? { name: variable.name, secret: true } : variable,
    ),
  };
}

function changed(
  form: SettingsForm,
  change: Exclude<SettingsStep['change'], 'key' | 'connect' | `disconnect-${string}`>,
): SettingsForm {
  const { length } = form.variables;
  switch (change) {
    case 'team':
      return { ...form, teamId: form.teamId === '1' ? '2' : '1' };
    case 'plan':
      return { ...form, planId: form.planId === '8' ? '9' : '8' };
    case 'visibility':
      return { ...form, visibility: form.visibility === 'public' ? 'restricted' : 'public' };
    case 'variables':
      return length > 1
        ? { ...form, variables: [] }
        : {
            ...form,
            variables: [
              ...form.variables,
              { name: `PLAIN_${length}`, secret: false, value: '{{branch}} {{commit}}' },
            ],
          };
    case 'secret': {
      const others = form.variables.filter(({ secret }) => !secret);
      const value = `secret ${length} ${form.planId} ${others.length}`;
      return { ...form, variables: [...others, { name: 'SECRET', secret: true, value }] };
    }
    case 'on':
      return { ...form, enabled: true };
    case 'off':
      return { ...form, enabled: false };
  }
}
