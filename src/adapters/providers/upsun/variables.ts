import * as v from 'valibot';
import { FailureError, permanent } from '../../../domain/failure';
import { hashOf } from '../../../domain/hash-of';
import type { EnvironmentVariable, Place } from '../../../domain/provider';
import type { Call } from './call';
import { environmentPath } from './environment';
import { Variable } from './protocol';
import { RefusalError } from './refusal';
import type { UpsunRequest } from './request';

/** Makes a variable an env var of the processes; without it, it would only be in PLATFORM_VARIABLES. */
const PREFIX = 'env:';
/** The attribute by which a variable is known as one that this app set, and to what. */
const ATTRIBUTE = 'previews-for-bitbucket';
const NAME = /^[A-Za-z]\w*$/;

/** A change of a variable that builds see has Upsun build: no call of its API does. Apps do not see this one. */
const BUILD_VARIABLE = 'PREVIEW_BUILD';

/** All variables that an environment has, inherited ones among them. */
export function readVariablesOf(
  request: UpsunRequest,
  project: Place,
  branch: string,
): Promise<Variable[]> {
  const call: Call = {
    purpose: 'read the env vars',
    method: 'GET',
    path: environmentPath(project, branch, 'variables'),
    target: 'environment',
  };
  return request.read(call, v.array(Variable));
}

/**
 * Brings the variables of an environment to `wanted`, and writes only what differs: on one that is active
 * each change starts a deployment. Of what this app did not set nothing is removed. Answers how many changed.
 */
export async function ensureVariables(
  request: UpsunRequest,
  apiToken: string,
  { project, branch }: { project: Place; branch: string },
  wanted: EnvironmentVariable[],
): Promise<number> {
  const odd = wanted.find(({ name }) => !NAME.test(name));
  if (odd) throw new FailureError(unsettable(odd.name));
  const all = await readVariablesOf(request, project, branch);
  const own = all.filter(({ inherited }) => !inherited);
  const isWanted = ({ name }: Variable) =>
    name === BUILD_VARIABLE || wanted.some((it) => nameOf(it) === name);
  const stale = own.filter((one) => isByApp(one) && !isWanted(one));
  const path = environmentPath(project, branch, 'variables');
  for (const { id, name } of stale) await remove(request, path, id || name);
  let changes = stale.length;
  for (const variable of wanted) {
    const found = own.find(({ name }) => name === nameOf(variable));
    const body = bodyOf(variable, apiToken);
    if (found && isSame(found, variable, body.attributes[ATTRIBUTE])) continue;
    await write(request, path, found, variable, body);
    changes += 1;
  }
  return changes;
}

/** Has Upsun build an environment that is active once more; `attempt` differs each time. */
export async function askForBuild(
  request: UpsunRequest,
  project: Place,
  branch: string,
  attempt: string,
): Promise<void> {
  const path = environmentPath(project, branch, 'variables');
  const body = {
    name: BUILD_VARIABLE,
    value: attempt,
    is_json: false,
    is_sensitive: false,
    is_enabled: true,
    is_inheritable: false,
    visible_build: true,
    visible_runtime: false,
    attributes: { [ATTRIBUTE]: 'build' },
  };
  const call = { purpose: 'build the environment', target: 'environment', body } as const;
  try {
    await request.write({ ...call, method: 'PATCH', path: `${path}/${BUILD_VARIABLE}` });
  } catch (error) {
    if (!(error instanceof RefusalError) || error.status !== 404) throw error;
    await request.write({ ...call, method: 'POST', path });
  }
}

/** Removes what this app set, so that no secret stays with a branch that has no preview. */
export async function removeVariables(
  request: UpsunRequest,
  project: Place,
  branch: string,
): Promise<void> {
  const all = await readVariablesOf(request, project, branch);
  const path = environmentPath(project, branch, 'variables');
  for (const { id, name } of all.filter((one) => !one.inherited && isByApp(one))) {
    await remove(request, path, id || name);
  }
}

type Body = ReturnType<typeof bodyOf>;

async function write(
  request: UpsunRequest,
  path: string,
  found: Variable | undefined,
  variable: EnvironmentVariable,
  body: Body,
): Promise<void> {
  const call = { purpose: `set the env var ${variable.name}`, target: 'environment' } as const;
  const update = () =>
    request.write({
      ...call,
      method: 'PATCH',
      path: `${path}/${encodeURIComponent(nameOf(variable))}`,
      body,
      variables: [variable],
    });
  // A sensitive one cannot be made readable again.
  const isLocked = found?.is_sensitive && !variable.secret;
  if (found && isLocked) await remove(request, path, found.id || found.name);
  else if (found) return update();
  try {
    await request.write({ ...call, method: 'POST', path, body, variables: [variable] });
  } catch (error) {
    // An earlier call whose answer was lost made it.
    if (!(error instanceof RefusalError) || error.status !== 409) throw error;
    await update();
  }
}

async function remove(request: UpsunRequest, path: string, id: string): Promise<void> {
  try {
    await request.write({
      purpose: 'remove an env var',
      method: 'DELETE',
      path: `${path}/${encodeURIComponent(id)}`,
      target: 'environment',
    });
  } catch (error) {
    if (!(error instanceof RefusalError) || error.status !== 404) throw error;
  }
}

/** Every field is said: the documents contradict each other about defaults. */
function bodyOf(variable: EnvironmentVariable, apiToken: string) {
  const { name, value, secret } = variable;
  return {
    name: `${PREFIX}${name}`,
    value,
    is_json: false,
    is_sensitive: secret === true,
    is_enabled: true,
    is_inheritable: false,
    visible_build: true,
    visible_runtime: true,
    attributes: { [ATTRIBUTE]: digestOf(variable, apiToken) },
  };
}

/** With the token in it, so that nobody who reads it can try values on it. */
function digestOf({ name, value, secret }: EnvironmentVariable, apiToken: string): string {
  return hashOf([apiToken, name, value, secret === true]);
}

function isSame(found: Variable, { value, secret }: EnvironmentVariable, digest = ''): boolean {
  const isEffective =
    found.is_enabled && found.visible_build && found.visible_runtime && !found.is_json;
  if (!isEffective || found.is_sensitive !== (secret === true)) return false;
  return found.attributes?.[ATTRIBUTE] === digest || (!secret && found.value === value);
}

function isByApp({ attributes }: Variable): boolean {
  return attributes?.[ATTRIBUTE] !== undefined;
}

function nameOf({ name }: EnvironmentVariable): string {
  return `${PREFIX}${name}`;
}

function unsettable(name: string) {
  return permanent(
    'variable-unsettable',
    `The env var ${name} cannot be set at Upsun: names there begin with a letter, and have letters, digits and underscores only.`,
    'An admin of the repository renames it in the repository settings.',
    'settings',
  );
}
