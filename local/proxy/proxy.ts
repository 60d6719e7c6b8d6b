import { type Context, Hono } from 'hono';
import type { CallKind, CallLog } from '../call-log';
import type { Kvs } from '../kvs/kvs';
import type { Queue } from '../queue/queue';
import { BodyError, readJson } from '../read-json';
import type { RunningInvocation } from '../runtime/app-runtime';
import { findBitbucketOperation } from '../bitbucket/rest/bitbucket-operations';
import { createEgress, type EgressOptions } from './egress';
import { ownHeaders, refuseProxied } from './proxy-answer';
import { reportAccounts } from './report-accounts';

/** What the SDKs inside the app's functions talk to. */
export interface Proxy {
  /** Answers one call of a running invocation; the headers say whose it is and where it goes. */
  handle(request: Request): Promise<Response>;
}

export interface ProxyOptions {
  /** Scopes of the manifest. */
  scopes: string[];
  egress: EgressOptions;
  calls: CallLog;
  kvs: Kvs;
  queue: Queue;
  /** The local Bitbucket, called in this process. */
  bitbucket: (request: Request) => Promise<Response>;
  bitbucketUrl: () => string;
  /** Lets the proxy act at the local Bitbucket as the app or as a person. */
  serviceToken: string;
  /** Whose a token is, while that invocation runs. */
  invocationOf: (token: string) => RunningInvocation | undefined;
}

/** A call whose caller is known. */
interface ProxiedCall {
  request: Request;
  /** A path, or for egress an address. */
  target: string;
  caller: RunningInvocation;
  /** `app`, a person's account id, or `nobody` when the invocation has no person to act for. */
  as: string;
}

/** Routes as third parties saw the real wrapper use them. */
export function createProxy(options: ProxyOptions): Proxy {
  const { scopes, kvs, queue } = options;
  const egress = createEgress(options.egress);
  const app = new Hono();
  const add = (path: string, kind: CallKind, answer: (call: ProxiedCall) => Promise<Response>) =>
    app.all(path, (c) => admit(options, c, kind, answer));

  add('/fpp/provider/:provider{app|user}/remote/bitbucket', 'bitbucket', (call) =>
    askBitbucket(options, call),
  );
  add('/fpp/provider/:provider{user}/remote/bitbucket/account/:account', 'bitbucket', (call) =>
    askBitbucket(options, call),
  );
  add('/egress', 'egress', ({ target, request }) => egress(target, request));
  add('/fpp/as/app/provider/atlassian/capability/kvs', 'kvs', async ({ target, request }) => {
    if (scopes.includes('storage:app')) return kvs.handle(target, await readJson(request));
    const message = 'manifest.yml lacks the scope storage:app';
    return Response.json({ code: 'PERMISSION_DENIED', message }, { status: 403 });
  });
  add('/fpp/provider/app/remote/stargate', 'queue', async ({ target, request, caller }) => {
    const body = await readJson(request);
    if (target === '/app/report-accounts') return reportAccounts(body);
    return queue.handle(target, body, caller.tree);
  });
  app.onError((error) => {
    if (error instanceof BodyError) {
      return refuseProxied(error.status, 'INVALID_BODY', error.message);
    }
    throw error;
  });
  return { handle: async (request) => app.fetch(request) };
}

/** Finds the caller by its token, notes the call and its end. */
async function admit(
  { calls, invocationOf }: ProxyOptions,
  c: Context,
  kind: CallKind,
  answer: (call: ProxiedCall) => Promise<Response>,
): Promise<Response> {
  const request = c.req.raw;
  const token = request.headers.get('forge-proxy-authorization')?.replace(/^Bearer /, '') ?? '';
  const target = request.headers.get('forge-proxy-target');
  const caller = invocationOf(token);
  if (!caller || !target) {
    return refuseProxied(401, 'INVALID_TOKEN', 'The token belongs to no running invocation');
  }
  const as = actorOf(caller, c.req.param('provider'), c.req.param('account'));
  const { method } = request;
  const note = calls.begin({ kind, method, target, as, function: caller.functionKey });
  const response = await answer({ request, target, caller, as });
  note(response.status);
  return response;
}

/** Only the person of the invocation can be acted for; a trigger or a consumer has none. */
function actorOf(caller: RunningInvocation, provider?: string, account?: string): string {
  if (provider !== 'user') return 'app';
  const person = account ?? caller.accountId;
  return person !== undefined && person === caller.accountId ? person : 'nobody';
}

async function askBitbucket(options: ProxyOptions, { request, target, as }: ProxiedCall) {
  if (as === 'nobody') {
    return refuseProxied(401, 'NEEDS_AUTHENTICATION_ERR', 'This invocation has no such user');
  }
  const url = new URL(target, options.bitbucketUrl());
  const refusal = checkScopes(options.scopes, request.method, url.pathname);
  if (refusal) return refusal;
  const headers = ownHeaders(request);
  headers.set('authorization', `Bearer ${options.serviceToken}`);
  headers.set('x-local-as', as);
  const body = await request.arrayBuffer();
  const init = { method: request.method, headers, ...(body.byteLength > 0 ? { body } : {}) };
  return options.bitbucket(new Request(url, init));
}

/** A 403 as Bitbucket answers it when the manifest lacks a scope, or the call is closed to Forge. */
function checkScopes(granted: string[], method: string, path: string): Response | undefined {
  const operation = findBitbucketOperation(method, path);
  const missing = operation?.scopes.filter((scope) => !granted.includes(scope));
  if (missing?.length === 0) return undefined;
  const message = operation
    ? 'Your credentials lack one or more required privilege scopes.'
    : `Forge apps cannot call ${method} ${path}.`;
  const detail = operation ? { required: operation.scopes, granted } : {};
  return Response.json({ type: 'error', error: { message, detail } }, { status: 403 });
}
