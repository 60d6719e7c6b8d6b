import Resolver from '@forge/resolver';
import * as v from 'valibot';
import {
  MOST_SET_UP,
  type LayerFunctions,
  type Refused,
  type WorkspaceFunctions,
} from '../contract';
import { SecretId } from '../domain/connection';
import { FieldValues } from '../domain/field';
import { Uuid } from '../domain/preview-key';
import { addConnection } from '../usecases/workspace/add-connection';
import { listAllPreviews } from '../usecases/workspace/list-all-previews';
import { limitConnection } from '../usecases/workspace/limit-connection';
import { readConnections } from '../usecases/workspace/read-connections';
import { readChoices } from '../usecases/set-up/read-choices';
import { readRepositories } from '../usecases/set-up/read-repositories';
import { setUpRepositories } from '../usecases/set-up/set-up-repositories';
import { removeConnection } from '../usecases/workspace/remove-connection';
import { replaceKey } from '../usecases/workspace/replace-key';
import { dependencies } from '../wiring';
import { accountOf, workspaceOf } from './caller';
import { handlerOf, type Page } from './handler';
import { defineLayerFunctions } from './layer-functions';

const NOT_OWNER: Refused = {
  type: 'refused',
  message: 'Only owners of this workspace can see and change its connections and rules.',
  remedy: 'Ask an owner, or connect the repository with a key of its own in its settings.',
};

const OUT_OF_WORKSPACE: Refused = {
  type: 'refused',
  message: 'This page does not say which workspace it belongs to.',
  remedy: 'Open it again from the workspace settings in Bitbucket, signed in.',
};

/** Who calls, and from which workspace. Both come from Forge, never from the payload. */
interface Caller {
  workspaceId: string;
  accountId: string;
}

const PAGE: Page<Caller> = {
  callerOf(context) {
    const workspaceId = workspaceOf(context);
    const accountId = accountOf(context);
    return workspaceId && accountId ? { workspaceId, accountId } : undefined;
  },
  outOfPlace: OUT_OF_WORKSPACE,
  subjectOf: ({ workspaceId }) => ({ workspace: workspaceId }),
};

/** More would not fit into the row that counts them. */
const MOST_AT_ONCE = 500;

const Credentials = v.record(v.string(), v.string());

const resolver = new Resolver();
define('loadConnections', v.unknown(), ({ workspaceId }) =>
  readConnections(dependencies, workspaceId),
);
define(
  'addConnection',
  v.object({ provider: v.string(), title: v.string(), credentials: Credentials }),
  ({ workspaceId, accountId }, entered) =>
    addConnection(dependencies, workspaceId, entered, accountId),
);
define(
  'replaceKey',
  v.object({ id: SecretId, credentials: Credentials }),
  ({ workspaceId, accountId }, entered) =>
    replaceKey(dependencies, workspaceId, entered, accountId),
);
define(
  'limitConnection',
  v.object({
    id: SecretId,
    most: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_AT_ONCE))),
  }),
  ({ workspaceId, accountId }, { id, most }) =>
    limitConnection(dependencies, workspaceId, { id, most }, accountId),
);
define('removeConnection', v.object({ id: SecretId }), ({ workspaceId }, { id }) =>
  removeConnection(dependencies, workspaceId, id),
);
define('listAllPreviews', v.unknown(), async ({ workspaceId }) => {
  const view = await listAllPreviews(dependencies, workspaceId);
  return view === 'refused' ? { type: 'refused' } : { type: 'all-previews', view };
});
define('listRepositories', v.unknown(), async ({ workspaceId }) => {
  const view = await readRepositories(dependencies, workspaceId);
  return view === 'refused' ? { type: 'refused' } : { type: 'repositories', view };
});
define('loadChoices', v.object({ connection: SecretId }), ({ workspaceId }, { connection }) =>
  readChoices(dependencies, workspaceId, connection),
);
define(
  'setUpRepositories',
  v.object({
    connection: SecretId,
    model: v.optional(Uuid),
    options: v.optional(FieldValues),
    repositories: v.pipe(v.array(Uuid), v.minLength(1), v.maxLength(MOST_SET_UP)),
  }),
  ({ workspaceId, accountId }, form) =>
    setUpRepositories(dependencies, workspaceId, form, accountId),
);

defineLayerFunctions(
  resolver,
  {
    ...PAGE,
    callerOf(context) {
      const caller = PAGE.callerOf(context);
      return caller && { place: { workspaceId: caller.workspaceId }, accountId: caller.accountId };
    },
    subjectOf: ({ place }) => ({ workspace: place.workspaceId }),
  },
  { read: NOT_OWNER, change: NOT_OWNER },
);

/** The functions of the workspace's page. */
export const run = resolver.getDefinitions();

type Own = Exclude<keyof WorkspaceFunctions, keyof LayerFunctions>;
type Result<Name extends Own> = WorkspaceFunctions[Name]['result'];

/** `refused` is said in the words of this page. */
function define<Name extends Own, Payload>(
  name: Name,
  schema: v.GenericSchema<unknown, Payload>,
  action: (
    caller: Caller,
    payload: Payload,
  ) => Promise<Exclude<Result<Name>, Refused> | { type: 'refused' }>,
): void {
  const answer = async (caller: Caller, payload: Payload): Promise<Result<Name> | Refused> => {
    const outcome = await action(caller, payload);
    return outcome.type === 'refused' ? NOT_OWNER : outcome;
  };
  resolver.define(name, handlerOf(PAGE, schema, answer));
}
