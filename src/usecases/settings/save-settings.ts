import { defined } from '../../domain/defined';
import type { FieldError } from '../../domain/field';
import { hashOf } from '../../domain/hash-of';
import type { RepositoryKey } from '../../domain/preview-key';
import { previewOptions } from '../../domain/preview-options';
import type { KnownOptions, OptionsKind } from '../../domain/provider-kind';
import {
  changedAt,
  emptySettings,
  type PreviewOptions,
  type RepositorySettings,
  type Variable,
} from '../../domain/settings';
import { rulesAbove, type RulesAbove } from '../../domain/layer';
import { parseOwnRules } from '../../domain/parse-rules';
import type { OwnRules, Rules } from '../../domain/rules';
import { ownValue } from '../../domain/resolve-variables';
import { NO_EFFECT, saveEffect, touchesPreviews, type SaveEffect } from '../../domain/save-effect';
import type { SettingsView } from '../../domain/settings-view';
import { describeChange } from '../../domain/settings-change';
import {
  checkTotal,
  checkVariables,
  type SettingsForm,
  type VariableRow,
} from '../../domain/settings-form';
import type { WriteResult } from '../../ports/store';
import type { SettingsOutcome } from './connect-provider';
import type { Dependencies } from '../dependencies';
import { lookAtRepository } from './look-at-repository';
import { readOffer, viewAfterWrite } from './read-settings';
import { providerKindOf } from '../use-hosting';

/** How a save ended; `asks` when nothing was saved, for it would do this to previews. */
export type SaveOutcome =
  | Exclude<SettingsOutcome, { type: 'saved' }>
  | { type: 'saved'; view: SettingsView; changes: string[]; effect: SaveEffect }
  | { type: 'asks'; effect: SaveEffect };

/**
 * Stores what an admin chose and has all pull requests of the repository looked at. A save on top of
 * somebody else's is a `conflict` and changes nothing; so does an `invalid` one, and one that touches
 * previews when it was to `ask` before.
 */
export async function saveSettings(
  deps: Dependencies,
  repository: RepositoryKey,
  save: {
    revision: number;
    above?: string | undefined;
    form: SettingsForm;
    ask?: boolean | undefined;
  },
  accountId: string,
): Promise<SaveOutcome> {
  const { store } = deps;
  const [permission, stored, layers] = await Promise.all([
    deps.bitbucket.readOwnPermission(repository),
    store.readSettings(repository),
    store.readLayers(),
  ]);
  if (permission !== 'admin') return { type: 'refused' };
  const before = stored ?? emptySettings(repository);
  const offer = await readOffer(deps, before);
  const above = rulesAbove(layers, before.project);
  const isSeen = save.above === undefined || save.above === hashOf(above);
  if (before.updatedAt !== save.revision || !isSeen) return conflict(deps, before, offer);

  const chosen = choose(deps, save.form, { before, offer, above });
  if ('errors' in chosen) return { type: 'invalid', errors: chosen.errors };
  const { kind, options, rules, ownRules } = chosen;

  const secrets = await mergeSecrets(deps, before, save.form.variables);
  if ('errors' in secrets) return { type: 'invalid', errors: secrets.errors };
  // Once: what is written has to be what the page is told.
  const now = deps.clock.now();
  const apply = (to: RepositorySettings) =>
    applied(to, {
      enabled: save.form.enabled,
      options,
      rules,
      ownRules,
      secretsId: secrets.id,
      accountId,
      now,
    });
  const after = apply(before);
  const changes = describeChange(before, after, kind);
  if (changes.length === 0) {
    const view = await viewAfterWrite(deps, before, offer);
    return { type: 'saved', view, changes, effect: NO_EFFECT };
  }
  const effect = saveEffect(
    before,
    after,
    (await store.listPreviews(repository)).previews,
    deps.clock.now(),
  );
  if (save.ask && touchesPreviews(effect)) return { type: 'asks', effect };
  if (secrets.id && secrets.values) await store.writeSecretValues(secrets.id, secrets.values);
  if ((await write(deps, before, apply)) === 'conflict') {
    if (secrets.id && secrets.values) await store.deleteSecretValues(secrets.id);
    return conflict(deps, (await store.readSettings(repository)) ?? before, offer);
  }
  if (before.secretsId && before.secretsId !== after.secretsId) {
    await store.deleteSecretValues(before.secretsId);
  }
  await lookAtRepository(deps, after);
  return { type: 'saved', view: await viewAfterWrite(deps, after, offer), changes, effect };
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
  offer: KnownOptions['offer'],
): Promise<SaveOutcome> {
  return { type: 'conflict', view: await viewAfterWrite(deps, current, offer) };
}

interface Chosen {
  kind: OptionsKind;
  options: PreviewOptions;
  /** As they count. */
  rules: Rules;
  /** What the repository sets of them itself. */
  ownRules: OwnRules;
}

/** What was chosen, or everything that is wrong with it. The options are those of the connected provider. */
function choose(
  deps: Dependencies,
  form: SettingsForm,
  {
    before: { connection, options: saved, ownRules: savedRules, disconnecting },
    offer,
    above,
  }: { before: RepositorySettings; offer: KnownOptions['offer']; above: RulesAbove },
): Chosen | { errors: FieldError[] } {
  const at = (message: string) => ({ errors: [{ field: 'connection', message }] });
  if (!connection) return at('No hosting provider is connected. Connect one first.');
  if (disconnecting) return at('Wait until the running previews are deleted.');
  const kind = providerKindOf(deps, connection.provider).options;
  const known = { offer, places: connection.places, saved: saved?.provider };
  const parsed = kind.parse(form.options, known);
  const chosen = parseOwnRules(form.options, above, savedRules);
  const errors = [
    ...('errors' in chosen ? chosen.errors : []),
    ...('errors' in parsed ? parsed.errors : []),
    ...checkVariables(form.variables, saved?.variables ?? []),
  ];
  if ('errors' in parsed || 'errors' in chosen || errors.length > 0) return { errors };
  const { options: provider } = parsed;
  const variables = form.variables.map((row) => variableOf(row, saved, deps.newId));
  const options = previewOptions(kind, provider, variables);
  return { kind, options, rules: chosen.rules, ownRules: chosen.own };
}

/** A row as it is stored. It keeps its version unless another value was typed. */
function variableOf(
  { name, secret, value, forks }: VariableRow,
  saved: PreviewOptions | undefined,
  newId: () => string,
): Variable {
  const earlier = saved?.variables.find((one) => one.name === name);
  const isKept =
    earlier?.secret === secret && (earlier.secret ? value === undefined : earlier.value === value);
  const version = isKept ? earlier.version : newId().slice(0, 8);
  return secret
    ? { name, version, secret }
    : { name, version, secret, value: value ?? '', ...(forks ? { forks } : {}) };
}

interface MergedSecrets {
  /** Where the values are stored; undefined when there are none. */
  id: string | undefined;
  /** What has to be stored there before the settings name it; undefined when nothing changed. */
  values?: Record<string, string>;
}

/**
 * The values of secret variables, under a new id when one of them changed, so that the settings switch
 * from the old values to the new ones in one write. Stores nothing.
 */
async function mergeSecrets(
  deps: Dependencies,
  before: RepositorySettings,
  rows: VariableRow[],
): Promise<MergedSecrets | { errors: FieldError[] }> {
  const secretRows = rows.filter(({ secret }) => secret);
  if (secretRows.length === 0) return { id: undefined };
  const had = (before.options?.variables ?? []).filter(({ secret }) => secret);
  const areKept = secretRows.every(({ value }) => value === undefined);
  if (areKept && secretRows.length === had.length) return { id: before.secretsId };
  const old = before.secretsId ? await deps.store.readSecretValues(before.secretsId) : undefined;
  const values = Object.fromEntries(
    secretRows.flatMap(({ name, value = ownValue(old ?? {}, name) }) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  );
  // With those that were stored before.
  const errors = checkTotal(values);
  if (errors.length > 0) return { errors };
  return { id: deps.newId(), values };
}

function applied(
  before: RepositorySettings,
  save: {
    enabled: boolean;
    options: PreviewOptions;
    rules: Rules;
    ownRules: OwnRules;
    secretsId: string | undefined;
    accountId: string;
    now: number;
  },
): RepositorySettings {
  const { enabled, options, rules, ownRules, secretsId } = save;
  const { secretsId: _old, ...rest } = before;
  return {
    ...rest,
    revision: before.revision + 1,
    enabled,
    options,
    rules,
    ownRules,
    ...defined({ secretsId }),
    updatedAt: changedAt(before, save.now),
    updatedBy: save.accountId,
  };
}
