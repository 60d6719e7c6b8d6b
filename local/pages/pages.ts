import { Hono } from 'hono';
import { addActionRoutes } from './action-routes';
import { buildAssets, type Assets } from './assets';
import { addModuleRoutes } from './module-routes';
import { addPageRoutes } from './page-routes';
import type { RestServer } from './rest';
import { isOwnRequest } from './session';
import type { ExtraLink } from './views/start-page';

/** The app as built: its modules in the manifest's words, and the path of each UI Kit bundle. */
export interface PagesApp {
  modules: { key: string; type: string; title: string; resource: string }[];
  resources: Record<string, string>;
}

/** A call of a resolver by a person at a place; the same as `POST /_local/invoke`. */
export interface ResolverCall {
  user: string;
  module: string;
  repository: string;
  pullRequest?: number;
  function: string;
  payload: unknown;
}

export interface PagesOptions {
  /** REST of the local Bitbucket, called in this process as the signed-in user. */
  bitbucket: RestServer;
  app: PagesApp;
  invokeResolver(call: ResolverCall): Promise<{ result: unknown } | { error: string }>;
  /** More links for the start page. */
  links?: ExtraLink[];
}

/** What a person sees in a browser. */
export interface LocalPages {
  /** Answers any request; 404 with a page for an address that there is not. */
  handle(request: Request): Promise<Response>;
}

/** What the routes share. */
export interface PagesContext extends PagesOptions {
  assets: Assets;
}

/** Builds what the browser needs and answers the pages from then on. */
export async function createPages(options: PagesOptions): Promise<LocalPages> {
  const context: PagesContext = { ...options, assets: await buildAssets() };
  const app = new Hono();
  app.use(async (request, next) => {
    if (request.req.method === 'POST' && !isOwnRequest(request.req.raw)) {
      return request.text('Another site may not act here.', 403);
    }
    await next();
    if (!request.res.headers.has('content-security-policy')) {
      request.header('content-security-policy', contentSecurityPolicy);
    }
    request.header('x-content-type-options', 'nosniff');
    return undefined;
  });
  addModuleRoutes(app, context);
  addActionRoutes(app, context);
  addPageRoutes(app, context);
  return { handle: async (request) => app.fetch(request) };
}

/**
 * Nothing from elsewhere runs. Atlaskit writes its styles while it runs, and UI Kit's images may
 * come from anywhere.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  'img-src * data:',
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
