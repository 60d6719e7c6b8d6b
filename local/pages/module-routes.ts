import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { describeIssues } from '../describe-issue';
import { defined } from '../../src/domain/defined';
import { readJson } from '../read-json';
import type { PagesContext } from './pages-context';
import { restOf } from './respond';
import { readSession } from './session';

const resolverCall = v.object({
  module: v.string(),
  repository: v.optional(v.string()),
  workspace: v.optional(v.string()),
  project: v.optional(v.string()),
  pullRequest: v.optional(v.number()),
  function: v.string(),
  payload: v.optional(v.unknown()),
});

const productCall = v.object({
  path: v.pipe(v.string(), v.startsWith('/2.0/')),
  method: v.optional(v.string(), 'GET'),
  headers: v.optional(v.array(v.tuple([v.string(), v.string()])), []),
  body: v.nullish(v.string()),
});

/** What the browser's script asks for: its files, a module's frame and bundle, and the bridge. */
export function addModuleRoutes(app: Hono, context: PagesContext): void {
  app.get('/_pages/assets/:file', (request) => {
    const file = context.assets.files.get(request.req.path);
    if (!file) return request.notFound();
    return request.body(Uint8Array.from(file.body), 200, {
      'content-type': file.type,
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });
  app.get('/_pages/frames/:resource', (request) => answerFrame(request, context));
  app.get('/_pages/bundles/:resource', (request) => answerBundle(request, context));
  app.post('/_pages/invoke', (request) => answerResolverCall(request, context));
  app.post('/_pages/product', (request) => answerProductCall(request, context));
}

/** The document in which a module's code runs: the bridge first, because UI Kit looks for it once. */
function answerFrame(
  request: Context,
  { app, assets }: PagesContext,
): Response | Promise<Response> {
  const key = request.req.param('resource') ?? '';
  if (!Object.hasOwn(app.resources, key)) return request.notFound();
  request.header(
    'content-security-policy',
    "default-src 'none'; script-src 'self'; frame-ancestors 'self'; sandbox allow-scripts",
  );
  request.header('cache-control', 'no-store');
  return request.html(
    html`<!doctype html>
      <meta charset="utf-8" />
      <title>${key}</title>
      <script src="${assets.frameScript}"></script>
      <script src="/_pages/bundles/${encodeURIComponent(key)}" defer></script>`,
  );
}

async function answerBundle(request: Context, { app }: PagesContext): Promise<Response> {
  const key = request.req.param('resource') ?? '';
  const path = Object.hasOwn(app.resources, key) ? app.resources[key] : undefined;
  if (path === undefined) return request.notFound();
  return request.body(Uint8Array.from(await readFile(path)), 200, {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'no-store',
  });
}

async function answerResolverCall(request: Context, context: PagesContext): Promise<Response> {
  const call = v.safeParse(resolverCall, await readJson(request.req.raw));
  if (!call.success) return request.json({ error: describeIssues(call.issues, 'body') }, 400);
  const { module, payload, function: name, ...place } = call.output;
  return request.json(
    await context.invokeResolver({
      user: readSession(request).user,
      module,
      ...defined(place),
      function: name,
      payload,
    }),
  );
}

/** `requestBitbucket` of a page: Bitbucket's REST API as the person who looks at it. */
async function answerProductCall(request: Context, context: PagesContext): Promise<Response> {
  const call = v.safeParse(productCall, await readJson(request.req.raw));
  if (!call.success) return request.json({ error: describeIssues(call.issues, 'body') }, 400);
  const { path, method, headers, body } = call.output;
  const answer = await restOf(request, context).request(path, {
    method,
    headers: headers.filter(([name]) => name.toLowerCase() !== 'authorization'),
    ...(body === null || body === undefined || method === 'GET' ? {} : { body }),
  });
  return request.json({
    body: await answer.text(),
    headers: Object.fromEntries(answer.headers),
    status: answer.status,
    statusText: answer.statusText,
  });
}
