import { Hono } from 'hono';
import { BodyError } from '../read-json';
import { addActionRoutes } from './action-routes';
import { buildAssets } from './assets';
import { addModuleRoutes } from './module-routes';
import { addPageRoutes } from './page-routes';
import type { PagesContext, PagesOptions } from './pages-context';

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
    await next();
    if (!request.res.headers.has('content-security-policy')) {
      request.header('content-security-policy', contentSecurityPolicy);
    }
    request.header('x-content-type-options', 'nosniff');
  });
  app.onError((error, request) => {
    if (error instanceof BodyError) return request.json({ error: error.message }, error.status);
    throw error;
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
