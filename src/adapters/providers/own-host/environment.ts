import { FailureError, permanent } from '../../../domain/failure';
import type { Environment, EnvironmentRef, Place } from '../../../domain/provider';
import { defined } from '../../../domain/defined';
import type { Call } from './call';
import { HostEnvironment, Page } from './protocol';
import { misfit, RefusalError } from './refusal';
import type { HostRequest } from './request';

/** A list of more pages is none of a host that works. */
const MOST_PAGES = 200;

/**
 * A place is its whole address, so that a token for another host, where a place may have the same id,
 * opens none of it: what another host says of an environment proves nothing.
 */
export function placeOf(address: string, id: string): Place {
  return `${address}/v1/places/${encodeURIComponent(id)}`;
}

/** The address of an environment. A place of another host is a `place-unavailable` failure. */
export function environmentUrl(request: HostRequest, place: Place, name?: string): string {
  if (!place.startsWith(placeOf(request.address, ''))) {
    throw new FailureError(
      permanent(
        'place-unavailable',
        `The environment is at another host than the one that is connected: ${place}.`,
        'An admin of the repository connects that host, or, to give the environment up, disconnects and leaves it running.',
        'settings',
      ),
    );
  }
  return `${place}/environments${name === undefined ? '' : `/${encodeURIComponent(name)}`}`;
}

/**
 * The host's name for an environment, which a place has only once, is its id here: every call takes it.
 */
export function toEnvironment({ name, size, links }: HostEnvironment, place: Place): Environment {
  return { id: name, name, place, size, ...defined({ url: toUrl(links[0]?.url) }) };
}

const LONGEST_URL = 2000;

/** A link that may be shown: undefined for what is no web page, or holds a password. */
export function toUrl(link: string | null | undefined): string | undefined {
  if (!link || link.length > LONGEST_URL || !URL.canParse(link)) return undefined;
  const { protocol, username, password, href } = new URL(link);
  return /^https?:$/.test(protocol) && !username && !password ? href : undefined;
}

/** What a call that answers with an environment says. One of another name is a failure. */
export async function readEnvironment(request: HostRequest, call: Call): Promise<HostEnvironment> {
  const found = await request.read(call, HostEnvironment);
  const wanted = /\/environments\/([^/]+)/.exec(call.url)?.[1];
  if (found.name !== wanted) throw misfit(call, 'name');
  return found;
}

/** The environment; `gone` only on the word of the host that there is none of this name. */
export async function findEnvironment(
  request: HostRequest,
  { id, place }: EnvironmentRef,
): Promise<HostEnvironment | 'gone'> {
  const url = environmentUrl(request, place, id);
  try {
    return await readEnvironment(request, { purpose: 'read the environment', method: 'GET', url });
  } catch (error) {
    if (isGone(error)) return 'gone';
    throw error;
  }
}

/** Whether the host answered that there is no environment of this name. */
export function isGone(error: unknown): boolean {
  return (
    error instanceof RefusalError && error.status === 404 && error.hostCode === 'environment-gone'
  );
}

/** Every environment of a place: all pages up to the one that says that it is the last, or a failure. */
export async function listEnvironments(request: HostRequest, place: Place): Promise<Environment[]> {
  const url = environmentUrl(request, place);
  const found = new Map<string, Environment>();
  const cursors = new Set<string>();
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: '100', ...(cursor === null ? {} : { cursor }) });
    const call: Call = {
      purpose: 'list the environments',
      method: 'GET',
      url: `${url}?${query.toString()}`,
    };
    const { environments, next } = await request.read(call, Page);
    for (const one of environments) found.set(one.name, toEnvironment(one, place));
    if (next !== null && (cursors.has(next) || cursors.size === MOST_PAGES)) {
      throw misfit(call, 'next, which leads in circles');
    }
    if (next !== null) cursors.add(next);
    cursor = next;
  } while (cursor !== null);
  return [...found.values()];
}
