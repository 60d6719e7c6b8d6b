import type { Context, MiddlewareHandler } from 'hono';
import type { Clock } from '../clock';
import type { Account } from './account';
import type { Behaviour } from './behaviour';
import type { Lifecycle } from './lifecycle';
import type { Pipeline } from './pipeline';
import { notFound, notRunning, Problem } from './problem';
import { parseInput, PathNumber } from './request-body';
import type { GitAccess, WorkspaceEngine } from '../machine/workspace-engine';
import type { WorkspaceRecord } from './workspace-record';
import type { WorkspaceRegistry } from './workspace-registry';

/** What the API's routes work with. */
export interface ApiParts {
  accounts: Record<string, Account>;
  behaviour: Behaviour;
  clock: Clock;
  engine: WorkspaceEngine;
  registry: WorkspaceRegistry;
  pipeline: Pipeline;
  lifecycle: Lifecycle;
  /** The address at which a workspace's app answers. */
  devDomain(id: number): string;
  findGitAccess(record: WorkspaceRecord): GitAccess | undefined;
  builtInVariables(record: WorkspaceRecord): Record<string, string>;
}

/** Hono's types for a request whose token is known. */
export interface ApiEnv {
  Variables: { account: Account };
}

/** The account of a request's token, or a 401. */
export function authenticate(accounts: Record<string, Account>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set('account', findAccount(accounts, c.req.header('authorization')));
    await next();
  };
}

/** The account of an `Authorization` header, or a 401. */
export function findAccount(
  accounts: Record<string, Account>,
  authorization: string | undefined,
): Account {
  const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
  const account = token !== undefined && Object.hasOwn(accounts, token) && accounts[token];
  if (!account) throw new Problem(401, 'Authorization information is missing or invalid');
  return account;
}

/** The workspace that the path names, or a 400 or 404. */
export function findWorkspace(
  c: Context<ApiEnv>,
  { registry, lifecycle }: ApiParts,
): WorkspaceRecord {
  const id = parseInput(PathNumber, c.req.param('workspaceId'), 'workspaceId');
  const record = registry.get(id);
  // [inferred: the document names no answer for another team's workspace]
  if (!c.get('account').teams.includes(record.workspace.teamId)) throw notFound();
  if (lifecycle.forgetIfLost(record)) throw notFound();
  return record;
}

/** The same, or a 400 if it does not run. To use it keeps it awake. */
export function findRunningWorkspace(c: Context<ApiEnv>, parts: ApiParts): WorkspaceRecord {
  const record = findWorkspace(c, parts);
  if (record.phase !== 'running') throw notRunning();
  parts.lifecycle.touch(record.workspace.id);
  return record;
}
