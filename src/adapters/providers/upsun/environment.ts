import * as v from 'valibot';
import { defined } from '../../../domain/defined';
import { FailureError, permanent } from '../../../domain/failure';
import { hashOf } from '../../../domain/hash-of';
import {
  ProviderId,
  type Environment,
  type EnvironmentRef,
  type Place,
} from '../../../domain/provider';
import { projectPath, type Call } from './call';
import { nameInTitle } from './mark';
import { UpsunEnvironment } from './protocol';
import { RefusalError } from './refusal';
import type { UpsunRequest } from './request';

/**
 * The id of a branch's environment here. Upsun's is the name of the branch, which may have any character:
 * what an id may not have is written as `_` and its bytes. A name that is too long for that is known by
 * its machine name, or by a hash.
 */
function idOf({ id, machine_name: machineName }: Pick<UpsunEnvironment, 'id' | 'machine_name'>) {
  const written = id.replace(/[^a-z\d-]/gi, (one) =>
    Buffer.from(one).toString('hex').replace(/../g, '_$&'),
  );
  return [written, machineName].find((one) => v.is(ProviderId, one)) ?? `e-${hashOf(id)}`;
}

/** The branch that `idOf` wrote; any other id is a branch of no project. */
function branchOf(id: string): string {
  const bytes = id.replace(/_([\da-f]{2})/g, '%$1');
  try {
    return decodeURIComponent(bytes);
  } catch {
    return id;
  }
}

/** The path of a branch's environment, or of what is below it. */
export function environmentPath(project: Place, branch: string, ...parts: string[]): string {
  return projectPath(project, 'environments', branch, ...parts);
}

/**
 * Whether an environment is a preview's: its title names one. What became staging, production or the
 * main environment, and what Upsun builds for a pull request, is not, whatever its title says.
 */
export function isOurs(found: UpsunEnvironment): boolean {
  return nameInTitle(found.title) !== undefined && mayBePreview(found);
}

/** Whether an environment may be made a preview's. */
export function mayBePreview({ type, is_main: isMain, is_pr: isPr }: UpsunEnvironment): boolean {
  return (type === 'development' || type === '') && !isMain && !isPr;
}

/** The environment as the app knows it; `consoleUrl` is the page of its project. */
export function toEnvironment(
  found: UpsunEnvironment,
  place: Place,
  consoleUrl?: string,
): Environment {
  const pageUrl = consoleUrl && pageOf(consoleUrl, found.id);
  return {
    id: idOf(found),
    name: nameInTitle(found.title) ?? '',
    place,
    size: '',
    ...defined({ url: linkOf(found, 'public-url'), pageUrl }),
  };
}

/** The Console's page of an environment. */
export function pageOf(consoleUrl: string, branch: string): string {
  return `${consoleUrl}/${encodeURIComponent(branch)}`;
}

/** Whether this token may do something to it now. */
export function may(found: Pick<UpsunEnvironment, '_links'>, operation: string): boolean {
  return found._links?.[`#${operation}`] !== undefined;
}

const Link = v.object({ href: v.pipe(v.string(), v.maxLength(2000)) });

function linkOf({ _links: links }: UpsunEnvironment, name: string): string | undefined {
  const link = v.safeParse(Link, links?.[name]);
  return link.success ? toUrl(link.output.href) : undefined;
}

/** An address that may be shown: undefined for what is no web page, or holds a password. */
export function toUrl(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, username, password, href } = new URL(address);
  return /^https?:$/.test(protocol) && !username && !password ? href : undefined;
}

/** All environments of a project, those of branches without a preview among them. */
export function listAll(request: UpsunRequest, project: Place): Promise<UpsunEnvironment[]> {
  const path = projectPath(project, 'environments');
  const purpose = 'list the environments';
  return request.read(
    { purpose, method: 'GET', path, target: 'project' },
    v.array(UpsunEnvironment),
  );
}

/**
 * The environment with this id, if it is a preview's. `gone` is an environment that is not there, and one
 * whose title names no preview any more: a branch's environment that is not active costs nothing and stays
 * with its branch, so the title is what makes it a preview's. A list shows only what the token may see, so
 * one that is not in it is asked for by itself: refused, it is a `place-unavailable` failure.
 */
export async function findOurs(
  request: UpsunRequest,
  { id, place }: EnvironmentRef,
): Promise<UpsunEnvironment | 'gone'> {
  const listed = (await listAll(request, place)).find((one) => idOf(one) === id);
  const found = listed ?? (await readOrMissing(request, place, branchOf(id)));
  return found && isOurs(found) ? found : 'gone';
}

/** The environment of a branch, which the steps of a deployment are about. Gone, or another's by now, is proven first. */
export async function readOwn(
  request: UpsunRequest,
  { id, place, name }: Environment,
  branch: string,
): Promise<UpsunEnvironment> {
  const direct = await readOrMissing(request, place, branch);
  const found = direct ?? (await findOurs(request, { id, place }));
  if (found === 'gone' || !isOurs(found) || nameInTitle(found.title) !== name) throw missing();
  return found;
}

async function readOrMissing(
  request: UpsunRequest,
  place: Place,
  branch: string,
): Promise<UpsunEnvironment | undefined> {
  const call: Call = {
    purpose: 'read the environment',
    method: 'GET',
    path: environmentPath(place, branch),
    target: 'environment',
  };
  try {
    return await request.read(call, UpsunEnvironment);
  } catch (error) {
    if (error instanceof RefusalError && error.status === 404) return undefined;
    throw error;
  }
}

function missing(): FailureError {
  return new FailureError(
    permanent(
      'environment-missing',
      "The branch's environment is not there at Upsun, or its title names this preview no more.",
      'It is made a preview again by itself.',
      'time',
    ),
  );
}
