import Resolver from '@forge/resolver';
import * as v from 'valibot';
import {
  LONGEST_DOTENV,
  type DotenvResult,
  type Refused,
  type SaveResult,
  type SettingsFunctions,
  type SettingsLoadResult,
  type SettingsResult,
} from '../contract';
import { connectProvider, type SettingsOutcome } from '../usecases/settings/connect-provider';
import { disconnectProvider } from '../usecases/settings/disconnect-provider';
import { SecretId } from '../domain/connection';
import { parseSettingsForm } from '../domain/settings-form';
import type { RepositoryKey } from '../domain/preview-key';
import { readSettings } from '../usecases/settings/read-settings';
import { saveSettings } from '../usecases/settings/save-settings';
import { useConnection } from '../usecases/settings/use-connection';
import { dependencies } from '../wiring';
import { accountOf, repositoryOf } from './caller';
import { handlerOf, type Page } from './handler';
import { MALFORMED, OUT_OF_PLACE } from './refusal';

const NOT_ADMIN: Refused = {
  type: 'refused',
  message: 'Only admins of this repository can see and change these settings.',
  remedy: 'Ask an admin of the repository to make you one, or to make the change for you.',
};

/** Who calls, and from which repository. Both come from Forge, never from the payload. */
interface Caller {
  repository: RepositoryKey;
  accountId: string;
}

const PAGE: Page<Caller> = {
  callerOf(context) {
    const repository = repositoryOf(context);
    const accountId = accountOf(context);
    return repository && accountId ? { repository, accountId } : undefined;
  },
  outOfPlace: OUT_OF_PLACE,
  subjectOf: ({ repository }) => ({ repository: repository.repositoryId }),
};

const resolver = new Resolver();
define('loadSettings', v.unknown(), load);
const ConnectForm = v.object({
  provider: v.string(),
  credentials: v.record(v.string(), v.string()),
});
define('connect', ConnectForm, connect);
define('useConnection', v.object({ id: SecretId }), share);
define('disconnect', v.object({ previews: v.picklist(['delete', 'keep']) }), disconnect);
const SaveRequest = v.object({
  revision: v.number(),
  above: v.exactOptional(v.string()),
  form: v.unknown(),
  ask: v.exactOptional(v.boolean()),
});
define('saveSettings', SaveRequest, save);
define('parseDotenv', v.object({ text: v.pipe(v.string(), v.maxLength(LONGEST_DOTENV)) }), parse);

/** The functions of the settings page. */
export const run = resolver.getDefinitions();

function define<Name extends keyof SettingsFunctions, Payload>(
  name: Name,
  schema: v.GenericSchema<unknown, Payload>,
  action: (caller: Caller, payload: Payload) => Promise<SettingsFunctions[Name]['result']>,
): void {
  resolver.define(name, handlerOf(PAGE, schema, action));
}

async function load({ repository }: Caller): Promise<SettingsLoadResult> {
  const view = await readSettings(dependencies, repository);
  return view === 'refused' ? NOT_ADMIN : { type: 'view', view };
}

async function connect(
  { repository, accountId }: Caller,
  form: SettingsFunctions['connect']['payload'],
): Promise<SettingsResult> {
  return resultOf(await connectProvider(dependencies, repository, form, accountId));
}

async function share(
  { repository, accountId }: Caller,
  { id }: SettingsFunctions['useConnection']['payload'],
): Promise<SettingsResult> {
  return resultOf(await useConnection(dependencies, repository, id, accountId));
}

async function disconnect(
  caller: Caller,
  { previews }: SettingsFunctions['disconnect']['payload'],
): Promise<SettingsResult> {
  return resultOf(
    await disconnectProvider(dependencies, caller.repository, previews, caller.accountId),
  );
}

async function save(
  caller: Caller,
  {
    revision,
    above,
    form: sent,
    ask,
  }: { revision: number; above?: string; form?: unknown; ask?: boolean },
): Promise<SaveResult> {
  const form = parseSettingsForm(sent);
  if (!form) return MALFORMED;
  const { repository, accountId } = caller;
  const request = { revision, above, form, ask };
  const outcome = await saveSettings(dependencies, repository, request, accountId);
  return outcome.type === 'saved' || outcome.type === 'asks' ? outcome : unsaved(outcome);
}

function parse(_caller: Caller, { text }: { text: string }): Promise<DotenvResult> {
  return Promise.resolve({ type: 'parsed', ...dependencies.parseDotenv(text) });
}

function resultOf(outcome: SettingsOutcome): SettingsResult {
  return outcome.type === 'saved' ? outcome : unsaved(outcome);
}

function unsaved(
  outcome: Exclude<SettingsOutcome, { type: 'saved' }>,
): Exclude<SettingsResult, { type: 'saved' }> {
  if (outcome.type === 'refused') return NOT_ADMIN;
  if (outcome.type === 'invalid') return outcome;
  const message = 'Somebody else saved these settings meanwhile. Nothing of yours was stored.';
  return { ...outcome, message };
}
