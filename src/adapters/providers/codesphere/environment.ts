import {
  array,
  boolean,
  check,
  nullish,
  number,
  object,
  pipe,
  string,
  transform,
  type InferOutput,
} from 'valibot';
import { shorten } from '../../../domain/clean-text';
import type { Environment } from '../../../domain/provider';
import { environmentPage } from './environment-page';
import type { Call } from './call';

/** An id of Codesphere; we keep ids as text. */
export const Id = pipe(
  number(),
  check((id) => Number.isSafeInteger(id) && id >= 0),
);

/** What we read of a Codesphere workspace, which is an environment everywhere else. */
export const Workspace = object({
  id: Id,
  teamId: Id,
  planId: Id,
  name: string(),
  restricted: boolean(),
  devDomain: nullish(string()),
  /** Milliseconds since the epoch. */
  createdAt: pipe(string(), transform(Date.parse), number()),
});

/** Every workspace of a team. */
export const Workspaces = array(Workspace);

/** A call about one environment; `path` is what follows its own. */
export function environmentCall(
  id: string,
  purpose: string,
  method: Call['method'],
  path = '',
  rest: Pick<Call, 'body'> = {},
): Call {
  const whole = `/workspaces/${encodeURIComponent(id)}${path}`;
  return { purpose, method, path: whole, target: 'environment', ...rest };
}

/** Ours are shorter; what others call theirs is not compared with anything. */
const LONGEST_NAME = 200;

/** The environment that a workspace is to us. */
export function toEnvironment(
  workspace: InferOutput<typeof Workspace>,
  baseUrl: string,
): Environment {
  const { id, teamId, planId, name, devDomain } = workspace;
  const url = toUrl(devDomain);
  const ref = { id: String(id), place: String(teamId) };
  return {
    ...ref,
    name: shorten(name, LONGEST_NAME),
    size: String(planId),
    ...(url === undefined ? {} : { url }),
    pageUrl: environmentPage(baseUrl, ref),
  };
}

/** A dev domain that is longer is none. */
const LONGEST_DEV_DOMAIN = 1000;

/**
 * Where an environment answers, of a dev domain: a bare host name, which means https, or a whole
 * address, of which no more than the host is taken. Undefined for anything but a host of Codesphere's,
 * or one of the viewer's own machine: a link that leads elsewhere would carry this app's word.
 */
export function toUrl(devDomain: string | null | undefined): string | undefined {
  if (!devDomain || devDomain.length > LONGEST_DEV_DOMAIN) return undefined;
  const text = devDomain.includes('://') ? devDomain : `https://${devDomain}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.username || url.password) return undefined;
  return isCodesphereHost(url) || isLocalhost(url) ? url.origin : undefined;
}

function isCodesphereHost({ protocol, hostname, port }: URL): boolean {
  return protocol === 'https:' && !port && /^(?:[a-z0-9-]+\.)+codesphere\.com$/.test(hostname);
}

/** Such names mean the machine that asks (RFC 6761, 6.3); the local platform gives them. */
function isLocalhost({ protocol, hostname }: URL): boolean {
  return /^https?:$/.test(protocol) && /^(?:[a-z0-9-]+\.)+localhost$/.test(hostname);
}
