import { failureOf } from '../domain/failure';
import { previewId, previewOfPullRequest, type RepositoryKey } from '../domain/preview-key';
import {
  changedAt,
  emptySettings,
  pricedPlans,
  wantsPreviews,
  type PreviewOptions,
  type RepositorySettings,
  type Variable,
} from '../domain/settings';
import { ownValue } from '../domain/resolve-variables';
import { describeChanges, describeOptions } from '../domain/settings-change';
import {
  checkSettingsForm,
  checkTotal,
  type FieldError,
  type SettingsForm,
  type VariableRow,
} from '../domain/settings-form';
import type { Offer } from '../domain/settings-view';
import type { WriteResult } from '../ports/store';
import type { SettingsOutcome } from './connect-provider';
import type { Dependencies } from './dependencies';
import { pushAll } from './note-events';
import { readOffer, viewAfterWrite } from './read-settings';

/**
 * Stores what an admin chose and has all pull requests of the repository looked at. A save on top of
 * somebody else's is a `conflict` and changes nothing; so does an `invalid` one.
 */
export async function saveSettings(
  deps: Dependencies,
  repository: RepositoryKey,
  save: { revision: number; form: SettingsForm },
  accountId: string,
): Promise<SettingsOutcome> {
  const { store } = deps;
  const [permission, stored, token] = await Promise.all([
    deps.bitbucket.readOwnPermission(repository),
    store.readSettings(repository),
    store.readToken(repository),
  ]);
  if (permission !== 'admin') return { type: 'refused' };
  const before = stored ?? emptySettings(repository);
  const offer = await readOffer(deps, before, token);
  if (before.updatedAt !== save.revision) return conflict(deps, before, offer);

  const errors = [...checkSettingsForm(save.form, stored), ...checkOffer(save.form, before, offer)];
  if (errors.length > 0) return { type: 'invalid', errors };

  const secrets = await mergeSecrets(deps, before, save.form.variables);
  if ('errors' in secrets) return { type: 'invalid', errors: secrets.errors };
  const saved = { secretsId: secrets.id, replaced: secrets.replaced, accountId };
  const apply = (to: RepositorySettings) =>
    applyForm(to, save.form, offer, { ...saved, now: deps.clock.now() });
  const after = apply(before);
  const changes = describeChanges(before, after, secrets.replaced);
  if (changes.length === 0) {
    return { type: 'saved', view: await viewAfterWrite(deps, before, offer), changes };
  }
  if ((await write(deps, before, apply)) === 'conflict') {
    if (secrets.id && secrets.id !== before.secretsId) await store.deleteSecretValues(secrets.id);
    return conflict(deps, (await store.readSettings(repository)) ?? before, offer);
  }
  if (before.secretsId && before.secretsId !== after.secretsId) {
    await store.deleteSecretValues(before.secretsId);
  }
  try {
    await lookAtRepository(deps, after);
  } catch (error) {
    // It is saved; the next sweep has them looked at.
    deps.log('could not look at a repository after a save', {
      repository: repository.repositoryId,
      code: failureOf(error).code,
    });
  }
  return { type: 'saved', view: await viewAfterWrite(deps, after, offer), changes };
}

/** What the app itself notes in the settings at this moment spoils no save; what a person changed does. */
async function write(
  { store }: Dependencies,
  before: RepositorySettings,
  apply: (to: RepositorySettings) => RepositorySettings,
): Promise<WriteResult> {
  if ((await store.writeSettings(apply(before))) === 'written') return 'written';
  const current = await store.readSettings(before.repository);
  if (current?.updatedAt !== before.updatedAt) return 'conflict';
  return store.writeSettings(apply(current));
}

async function conflict(
  deps: Dependencies,
  current: RepositorySettings,
  offer: Offer,
): Promise<SettingsOutcome> {
  return { type: 'conflict', view: await viewAfterWrite(deps, current, offer) };
}

/** Team and plan must be on offer now; what is in use already may stay while nobody can be asked. */
function checkOffer(form: SettingsForm, before: RepositorySettings, offer: Offer): FieldError[] {
  if (before.disconnecting) {
    return [{ field: 'token', message: 'Wait until the running previews are deleted.' }];
  }
  const { options } = before;
  if ('failure' in offer) {
    if (options?.place === form.teamId && options.planId === form.planId) return [];
    const { message, remedy } = offer.failure;
    return [{ field: 'plan', message: `Team and plan could not be checked. ${message} ${remedy}` }];
  }
  const errors: FieldError[] = [];
  if (form.teamId && !offer.teams.some(({ id }) => id === form.teamId)) {
    errors.push({ field: 'team', message: 'The key does not open this team. Choose another.' });
  }
  const plan = offer.plans.find(({ id }) => id === form.planId);
  if (form.planId && (!plan || (plan.deprecated && options?.planId !== form.planId))) {
    errors.push({
      field: 'plan',
      message: 'The provider does not offer this plan. Choose another.',
    });
  }
  return errors;
}

interface MergedSecrets {
  /** Where the values are stored; undefined when there are none. */
  id: string | undefined;
  /** Names whose value was typed anew. */
  replaced: string[];
}

/**
 * Stores the values of secret variables under a new id when one of them changed, so that the settings
 * switch from the old values to the new ones in one write.
 */
async function mergeSecrets(
  deps: Dependencies,
  before: RepositorySettings,
  rows: VariableRow[],
): Promise<MergedSecrets | { errors: FieldError[] }> {
  const secretRows = rows.filter(({ secret }) => secret);
  const replaced = secretRows.filter(({ value }) => value !== undefined).map(({ name }) => name);
  if (secretRows.length === 0) return { id: undefined, replaced };
  const kept = secretRows.filter(({ value }) => value === undefined).map(({ name }) => name);
  const had = (before.options?.variables ?? []).filter(({ secret }) => secret);
  if (replaced.length === 0 && kept.length === had.length) {
    return { id: before.secretsId, replaced };
  }
  const old = before.secretsId ? await deps.store.readSecretValues(before.secretsId) : undefined;
  const values = Object.fromEntries(
    secretRows.flatMap(({ name, value = ownValue(old ?? {}, name) }) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
  // With those that were stored before.
  const errors = checkTotal(values);
  if (errors.length > 0) return { errors };
  const id = deps.newId();
  await deps.store.writeSecretValues(id, values);
  return { id, replaced };
}

function applyForm(
  before: RepositorySettings,
  form: SettingsForm,
  offer: Offer,
  save: { secretsId: string | undefined; replaced: string[]; now: number; accountId: string },
): RepositorySettings {
  const options = optionsOf(before, form, offer);
  const redeploys = describeOptions(before.options, options, save.replaced).length > 0;
  const { secretsId: _old, ...rest } = before;
  return {
    ...rest,
    revision: before.revision + 1,
    enabled: form.enabled,
    options,
    deployRevision: before.deployRevision + (redeploys ? 1 : 0),
    ...(save.secretsId ? { secretsId: save.secretsId } : {}),
    updatedAt: changedAt(before, save.now),
    updatedBy: save.accountId,
  };
}

function optionsOf(before: RepositorySettings, form: SettingsForm, offer: Offer): PreviewOptions {
  const { enabled: _, variables, teamId, ...choices } = form;
  const { planId } = choices;
  const offered = 'plans' in offer ? offer : { teams: [], plans: [] };
  const plan = offered.plans.find(({ id }) => id === planId);
  const known = before.options?.planId === planId ? before.options : undefined;
  const planPriceUsd = plan?.priceUsd ?? known?.planPriceUsd;
  const earlierPlans = pricedPlans(before.options).filter(({ id }) => id !== planId);
  return {
    ...choices,
    place: teamId,
    teamName:
      offered.teams.find(({ id }) => id === teamId)?.name ?? before.options?.teamName ?? teamId,
    planTitle: plan?.title ?? known?.planTitle ?? planId,
    ...(planPriceUsd === undefined ? {} : { planPriceUsd }),
    ...(earlierPlans.length > 0 ? { earlierPlans } : {}),
    variables: variables.map(({ name, secret, value = '', forks }): Variable =>
      secret ? { name, secret } : { name, secret, value, ...(forks ? { forks } : {}) },
    ),
  };
}

/** Every open pull request gets or loses its preview now, without waiting for the next sweep. */
async function lookAtRepository(deps: Dependencies, settings: RepositorySettings): Promise<void> {
  const { repository } = settings;
  const { previews } = await deps.store.listPreviews(repository);
  const keys = new Map(previews.map(({ key }) => [previewId(key), key]));
  if (wantsPreviews(settings)) {
    for (const { id } of await deps.bitbucket.listOpenPullRequests(repository)) {
      const key = previewOfPullRequest(repository, id);
      keys.set(previewId(key), key);
    }
  }
  await pushAll(
    deps,
    [...keys.values()].map((key) => ({ message: { key, cause: 'settings' } })),
  );
}
