import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import { valuesOf, type FieldValue, type FieldValues } from '../../src/domain/field';
import type { RepositoryKey } from '../../src/domain/preview-key';
import { ruleFields } from '../../src/domain/rule-fields';
import { NO_RULES, type Rules } from '../../src/domain/rules';
import { emptySettings, type RepositorySettings } from '../../src/domain/settings';
import type { SettingsForm } from '../../src/domain/settings-form';
import { connectProvider } from '../../src/usecases/settings/connect-provider';
import type { Dependencies } from '../../src/usecases/dependencies';
import { disconnectProvider } from '../../src/usecases/settings/disconnect-provider';
import { saveSettings } from '../../src/usecases/settings/save-settings';
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
        await connect(deps, repository, addToken(world));
        return;
      case 'other-key': {
        const options = (await deps.store.readSettings(repository))?.options;
        const team = otherTeam(options?.place ?? '1');
        await connect(deps, repository, addToken(world, [Number(team)]));
        await save(deps, repository, (form) => withOption(form, { team }));
        return;
      }
      case 'reconnect':
        await connect(deps, repository, usedToken(world) ?? addToken(world));
        await save(deps, repository, (form) => ({ ...form, enabled: true }));
        return;
      case 'reconnect-other':
        await connect(deps, repository, addToken(world, [2]));
        await save(deps, repository, (form) =>
          withOption({ ...form, enabled: true }, { team: '2' }),
        );
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

/** Connects the local Codesphere with this key. */
export async function connect(
  deps: Dependencies,
  repository: RepositoryKey,
  token: string,
  accountId = ADMIN,
): Promise<void> {
  await connectProvider(
    deps,
    repository,
    { provider: codesphere.id, credentials: { token } },
    accountId,
  );
}

/** The form with other values in the provider's fields. */
export function withOption(form: SettingsForm, options: FieldValues): SettingsForm {
  return { ...form, options: { ...form.options, ...options } };
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

function formOf({ enabled, options, rules }: RepositorySettings): SettingsForm {
  const known = { places: [], saved: options?.provider, isPrivate: false };
  const shown = valuesOf(codesphere.options.fields(known));
  return {
    enabled,
    options: {
      ...shown,
      ...valuesOf(ruleFields(options ? rules : FORKS_TOO)),
      ...(options ? {} : { team: '1', plan: PLANS[0] ?? '' }),
    },
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
      return withOption(form, { team: otherTeam(String(form.options.team)) });
    case 'plan':
      return withOption(form, {
        plan: PLANS[(PLANS.indexOf(planOf(form)) + 1) % PLANS.length] ?? '',
      });
    case 'visibility':
      return withOption(form, {
        visibility: form.options.visibility === 'public' ? 'restricted' : 'public',
      });
    case 'variables':
      return { ...form, variables: withMoreVariables(form) };
    case 'secret': {
      const others = form.variables.filter(({ secret }) => !secret);
      const value = `secret ${form.variables.length} ${planOf(form)} ${others.length}`;
      return { ...form, variables: [...others, { name: 'SECRET', secret: true, value }] };
    }
    case 'stages':
      return withOption(form, { stages: toggled(form.options.stages, 'test') });
    case 'rules':
      return withOption(form, nextRules(form.options));
    case 'on':
      return { ...form, enabled: true };
    case 'off':
      return { ...form, enabled: false };
  }
}

/** The forks of these histories are private, and people give commands by comments. */
const FORKS_TOO: Rules = { ...NO_RULES, privateForks: 'approved', commands: 'obeyed' };

/** Rules that a team may have, one set after the other. */
const RULES: Rules[] = [
  FORKS_TOO,
  { ...FORKS_TOO, drafts: 'when-asked' },
  { ...FORKS_TOO, drafts: 'never', into: ['main'] },
  { ...FORKS_TOO, begins: 'when-asked' },
  { ...FORKS_TOO, approvals: 1 },
  { ...FORKS_TOO, paths: ['docs/'] },
  { ...FORKS_TOO, most: 1 },
  { ...FORKS_TOO, most: 2, whenFull: 'oldest-goes' },
  NO_RULES,
];

function nextRules(shown: FieldValues): FieldValues {
  const all = RULES.map((rules) => valuesOf(ruleFields(rules)));
  const at = all.findIndex((values) =>
    Object.entries(values).every(([name, value]) => shown[name] === value),
  );
  return all[(at + 1) % all.length] ?? {};
}

function planOf({ options }: SettingsForm): string {
  return String(options.plan);
}

function toggled(boxes: FieldValue | undefined, box: string): FieldValue {
  const checked = Array.isArray(boxes) ? boxes : [];
  return checked.includes(box) ? checked.filter((one) => one !== box) : [...checked, box];
}

/** One more, and every other one for forks, too; none once there are two. */
function withMoreVariables({ variables }: SettingsForm): SettingsForm['variables'] {
  const { length } = variables;
  if (length > 1) return [];
  const added = { name: `PLAIN_${length}`, secret: false, value: '{{branch}} {{commit}}' };
  return [...variables, { ...added, ...(length === 0 ? { forks: true } : {}) }];
}
