import { Hono } from 'hono';
import { addActionRoutes } from './action-routes';
import { buildAssets } from './assets';
import { addModuleRoutes } from './module-routes';
import { addPageRoutes } from './page-routes';
import type { PagesContext, PagesOptions } from './pages-context';
import { isOwnRequest } from './session';

/** What a person sees in a browser. */
export interface LocalPages {
  /** Answers any request; 404 with a page for an address that there is not. */
  handle(request: Request): Promise<Response>;
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
