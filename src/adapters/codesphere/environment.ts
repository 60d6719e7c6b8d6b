import {
  array,
  boolean,
  integer,
  minValue,
  nullish,
  number,
  object,
  pipe,
  string,
  transform,
  type InferOutput,
} from 'valibot';
import { shorten } from '../../domain/clean-text';
import type { Environment } from '../../domain/provider';
import type { Call } from './call';

/** An id of Codesphere; we keep ids as text. */
export const Id = pipe(number(), integer(), minValue(0));

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

/** The environment that a workspace is to us. Its page is where Codesphere's own client opens it. */
export function toEnvironment(
  workspace: InferOutput<typeof Workspace>,
  baseUrl: string,
): Environment {
  const { id, teamId, planId, name, restricted, devDomain } = workspace;
  const url = toUrl(devDomain);
  return {
    id: String(id),
    name: shorten(name, LONGEST_NAME),
    teamId: String(teamId),
    planId: String(planId),
    restricted,
    ...(url === undefined ? {} : { url }),
    pageUrl: `${new URL(baseUrl).origin}/ide/teams/${teamId}/workspaces/${id}`,
  };
}

/** A URL that is longer is not an address of a preview, and a record has to hold it. */
const LONGEST_URL = 1000;

/**
 * A dev domain is a bare host name, which means https, or a whole http or https address. The URL is
 * in its normal form: plain characters only, so that it looks like where it leads.
 */
export function toUrl(devDomain: string | null | undefined): string | undefined {
  if (!devDomain) return undefined;
  const text = devDomain.includes('://') ? devDomain : `https://${devDomain}`;
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, username, password, href } = new URL(text);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  // A URL's host may hold quotes, which mean something where an address is shown.
  if (!isWeb || !/^[a-z0-9.-]+$/.test(hostname) || username || password) return undefined;
  // Left as they are in queries and fragments; the first would end a Markdown link wrongly.
  const plain = href.replace(/[\\`]/g, encodeURIComponent).replace(/\/$/, '');
  return plain.length <= LONGEST_URL ? plain : undefined;
}
