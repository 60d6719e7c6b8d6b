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
  rest: Pick<Call, 'body' | 'variables'> = {},
): Call {
  const whole = `/workspaces/${encodeURIComponent(id)}${path}`;
  return { purpose, method, path: whole, target: 'environment', ...rest };
}

/** The environment that a workspace is to us. Its page is where Codesphere's own client opens it. */
export function toEnvironment(
  workspace: InferOutput<typeof Workspace>,
  baseUrl: string,
): Environment {
  const { id, teamId, planId, name, restricted, devDomain } = workspace;
  const url = toUrl(devDomain);
  return {
    id: String(id),
    name,
    teamId: String(teamId),
    planId: String(planId),
    restricted,
    ...(url === undefined ? {} : { url }),
    pageUrl: `${new URL(baseUrl).origin}/ide/teams/${teamId}/workspaces/${id}`,
  };
}

/** A dev domain is a bare host name, which means https, or a whole http or https address. */
export function toUrl(devDomain: string | null | undefined): string | undefined {
  if (!devDomain) return undefined;
  const text = devDomain.includes('://') ? devDomain : `https://${devDomain}`;
  if (!URL.canParse(text)) return undefined;
  const { protocol, username, password } = new URL(text);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb && !username && !password ? text : undefined;
}
