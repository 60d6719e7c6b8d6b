/**
 * Our runtime wrapper: what stands between `@forge/tunnel`'s runner and the app's functions. It
 * gives the SDKs the two globals that they use (`__forge_runtime__`, `__forge_fetch__`), sends every
 * call to the platform's proxy, and turns what a function returns or throws into an answer.
 *
 * Runs in the function's own process, from the built app's folder, so it may use Node alone.
 */
'use strict';

const { AsyncLocalStorage } = require('node:async_hooks');
const { join } = require('node:path');
const { inspect } = require('node:util');

const invocations = new AsyncLocalStorage();
const nativeFetch = globalThis.fetch;
const NativeDate = globalThis.Date;
let clockOffsetMs = 0;

/** `redirect: 'follow'` gives up after this many hops (WHATWG Fetch, "HTTP-redirect fetch"). */
const MAX_REDIRECTS = 20;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** The platform's clock may have been moved: the app's idea of now moves with it. */
const now = () => NativeDate.now() + clockOffsetMs;
globalThis.Date = new Proxy(NativeDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
  apply: () => new NativeDate(now()).toString(),
  get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});
NativeDate.prototype.constructor = globalThis.Date;

/** The SDKs count and time their calls; nobody reads it here. */
const metrics = {
  counter: () => ({ incr() {}, decr() {} }),
  timing: () => ({ measure: () => ({ stop() {} }) }),
};

function current() {
  const invocation = invocations.getStore();
  if (!invocation) throw new Error('Forge APIs can be used inside an invocation only.');
  return invocation;
}

Object.defineProperty(globalThis, '__forge_runtime__', {
  get: () => invocations.getStore()?.runtime,
});

/** The proxy's route for a call of the SDKs. */
function routeOf({ type, provider, remote, accountId }) {
  if (type === 'kvs') return '/fpp/as/app/provider/atlassian/capability/kvs';
  if (type !== 'fpp') throw new Error(`The local platform has no "${type}" calls.`);
  const account = accountId ? `/account/${encodeURIComponent(accountId)}` : '';
  return `/fpp/provider/${provider}/remote/${remote}${account}`;
}

/** Sends one request to the proxy; redirects are left to the caller. */
function callProxy(route, target, init) {
  const { url, token } = current().runtime.proxy;
  const headers = new Headers(init.headers);
  headers.set('forge-proxy-authorization', `Bearer ${token}`);
  headers.set('forge-proxy-target', target);
  return nativeFetch(url + route, { ...init, headers, redirect: 'manual' });
}

/** The request that a redirect asks for, as WHATWG Fetch says. */
function redirected(target, init, response) {
  const location = new URL(response.headers.get('location'), target);
  const next = { ...init, headers: new Headers(init.headers) };
  const method = (init.method ?? 'GET').toUpperCase();
  const toGet =
    response.status === 303 ? method !== 'HEAD' : response.status < 303 && method === 'POST';
  if (toGet) {
    next.method = 'GET';
    delete next.body;
    for (const name of ['content-type', 'content-length', 'content-encoding'])
      next.headers.delete(name);
  }
  if (location.origin !== new URL(target).origin) next.headers.delete('authorization');
  return [location.href, next];
}

/** The app's `fetch`: every hop goes through the proxy, so that each is checked. */
async function egressFetch(input, init = {}) {
  const request = input instanceof Request ? input : undefined;
  let target = new URL(request ? request.url : String(input)).href;
  let options = init;
  if (request) {
    const body = ['GET', 'HEAD'].includes(request.method) ? undefined : await request.arrayBuffer();
    options = {
      method: request.method,
      headers: request.headers,
      signal: request.signal,
      redirect: request.redirect,
      ...(body?.byteLength ? { body } : {}),
      ...init,
    };
  }
  for (let hops = 0; ; hops += 1) {
    const response = await callProxy('/egress', target, options);
    const redirect = REDIRECTS.has(response.status) && response.headers.has('location');
    if (!redirect || options.redirect === 'manual') return described(response, target, hops > 0);
    if (options.redirect === 'error') throw new TypeError(`fetch failed: ${target} redirects`);
    if (hops >= MAX_REDIRECTS) throw new TypeError('fetch failed: redirect count exceeded');
    await response.body?.cancel();
    [target, options] = redirected(target, options, response);
  }
}

function described(response, url, wasRedirected) {
  Object.defineProperty(response, 'url', { value: url });
  Object.defineProperty(response, 'redirected', { value: wasRedirected });
  return response;
}

globalThis.__forge_fetch__ = async (meta, path, init = {}) => callProxy(routeOf(meta), path, init);
globalThis.fetch = egressFetch;

/** Log levels as the runner's host reads them: 20 debug, 30 info, 40 warning, 50 error. */
const LOG_LEVELS = { debug: 20, trace: 20, log: 30, info: 30, warn: 40, error: 50 };
for (const [method, logLevel] of Object.entries(LOG_LEVELS)) {
  console[method] = (...args) => {
    const invocationId = invocations.getStore()?.runtime.appContext.invocationId;
    const logArguments = args.map((arg) => (typeof arg === 'string' ? arg : inspect(arg)));
    process.stdout.write(`${JSON.stringify({ invocationId, logLevel, logArguments })}\n`);
  };
}

function describeError(error) {
  const known = error instanceof Error;
  return {
    errorMessage: known ? error.message : inspect(error),
    errorType: known ? error.name : 'Error',
    stack: known ? (error.stack ?? '').split('\n') : [],
  };
}

function loadHandler(handler) {
  const [module, name] = handler.split('.');
  const loaded = require(join(process.env.FORGE_EFS_RUNTIME_PATH, `${module}.cjs`));
  if (typeof loaded[name] !== 'function') throw new Error(`${handler} is not a function`);
  return loaded[name];
}

async function run({ handler, body, _meta }) {
  const { aaid: accountId } = _meta;
  const result = await loadHandler(handler)(body, {
    installContext: _meta.contextAri,
    installation: { ari: { installationId: _meta.appContext.installationId } },
    workspaceId: _meta.workspaceId,
    ...(accountId ? { principal: { accountId } } : {}),
  });
  // What cannot be written as JSON cannot leave a function: fail here, with the app's stack.
  return result === undefined ? undefined : JSON.parse(JSON.stringify(result));
}

/** Called by the runner for each invocation. Never throws. */
exports.main = (event, lambdaContext) => {
  const { _meta } = event;
  clockOffsetMs = _meta.clockOffsetMs ?? 0;
  for (const { key, value } of event.variables ?? []) process.env[key] = value;
  const { proxy, contextAri, appContext, tracing, aaid } = _meta;
  const runtime = { proxy, contextAri, appContext, tracing, aaid, metrics, lambdaContext };
  return invocations.run({ runtime }, async () => {
    try {
      return { success: true, body: await run(event), metrics: [] };
    } catch (error) {
      return { success: false, error: describeError(error), metrics: [] };
    }
  });
};

// A function's process has nothing to live for when the platform is gone.
process.on('disconnect', () => process.exit(0));
