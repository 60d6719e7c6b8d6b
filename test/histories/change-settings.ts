import type { RepositoryKey } from '../../src/domain/preview-key';
import { emptySettings, type RepositorySettings } from '../../src/domain/settings';
import type { SettingsForm } from '../../src/domain/settings-form';
import { connectProvider } from '../../src/usecases/connect-provider';
import type { Dependencies } from '../../src/usecases/dependencies';
import { disconnectProvider } from '../../src/usecases/disconnect-provider';
import { saveSettings } from '../../src/usecases/save-settings';
import type { SettingsStep } from './command';
import { addToken, usedToken, type World } from './world';

/** The account of the admin who changes settings. */
export const ADMIN = 'admin-account';

/** Plans of the local Codesphere; the last one sleeps when it is not used. */
const PLANS = ['8', '9', '20'];

/** What an admin does on the settings page. */
export async function changeSettings(
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
      case 'other-key': {
        const options = (await deps.store.readSettings(repository))?.options;
        const teamId = otherTeam(options?.place ?? '1');
        await connectProvider(deps, repository, addToken(world, [Number(teamId)]), ADMIN);
        await save(deps, repository, (form) => ({ ...form, teamId }));
        return;
      }
      case 'reconnect':
        await connectProvider(deps, repository, usedToken(world) ?? addToken(world), ADMIN);
        await save(deps, repository, (form) => ({ ...form, enabled: true }));
        return;
      case 'reconnect-other':
        await connectProvider(deps, repository, addToken(world, [2]), ADMIN);
        await save(deps, repository, (form) => ({ ...form, enabled: true, teamId: '2' }));
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
  const shown = { revision: stored.updatedAt, form: edit(formOf(stored)) };
  await saveSettings(deps, repository, shown, ADMIN);
}

function formOf({ enabled, options }: RepositorySettings): SettingsForm {
  return {
    enabled,
    teamId: options?.place ?? '1',
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

function otherTeam(teamId: string): string {
  return teamId === '1' ? '2' : '1';
}

function changed(
  form: SettingsForm,
  change: Exclude<
    SettingsStep['change'],
    'key' | 'other-key' | `${'' | 're'}connect` | 'reconnect-other' | `disconnect-${string}`
  >,
): SettingsForm {
  switch (change) {
    case 'team':
      return { ...form, teamId: otherTeam(form.teamId) };
    case 'plan':
      return { ...form, planId: PLANS[(PLANS.indexOf(form.planId) + 1) % PLANS.length] ?? '' };
    case 'visibility':
      return { ...form, visibility: form.visibility === 'public' ? 'restricted' : 'public' };
    case 'variables':
      return { ...form, variables: withMoreVariables(form) };
    case 'secret': {
      const others = form.variables.filter(({ secret }) => !secret);
      const value = `secret ${form.variables.length} ${form.planId} ${others.length}`;
      return { ...form, variables: [...others, { name: 'SECRET', secret: true, value }] };
    }
    case 'stages':
      return { ...form, stages: { ...form.stages, test: !form.stages.test } };
    case 'on':
      return { ...form, enabled: true };
    case 'off':
      return { ...form, enabled: false };
  }
}

/** One more, and every other one for forks, too; none once there are two. */
function withMoreVariables({ variables }: SettingsForm): SettingsForm['variables'] {
  const { length } = variables;
  if (length > 1) return [];
  const added = { name: `PLAIN_${length}`, secret: false, value: '{{branch}} {{commit}}' };
  return [...variables, { ...added, ...(length === 0 ? { forks: true } : {}) }];
}
