import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Repository } from './bitbucket-answers';
import type { PagesContext } from './pages-context';
import { createRestClient, RestError, type RestClient } from './rest';
import { readSession } from './session';
import { renderPage, type Html, type Section } from './views/layout';
import { renderMessage } from './views/message-page';

/** A page's own part, before the top bar and the side bar stand around it. */
export interface PageContent {
  title: string;
  content: Html;
  repository?: Repository;
  section?: Section;
  status?: ContentfulStatusCode;
}

/** The REST client of the person who is signed in. */
export function restOf(request: Context, context: PagesContext): RestClient {
  return createRestClient(context.bitbucket, readSession(request).user);
}

/**
 * Answers a page. When Bitbucket refuses what the page needs, the answer is a page that says so,
 * with Bitbucket's status.
 */
export async function respond(
  request: Context,
  context: PagesContext,
  load: (rest: RestClient) => Promise<PageContent>,
): Promise<Response> {
  const { failure } = request.req.query();
  const { pathname, search } = new URL(request.req.url);
  const frame = {
    session: readSession(request),
    assets: context.assets,
    path: pathname + search,
    ...(failure ? { failure } : {}),
  };
  const page = await load(restOf(request, context)).catch(explain);
  request.header('cache-control', 'no-store');
  return request.html(await renderPage(frame, page), page.status ?? 200);
}

function explain(error: unknown): PageContent {
  if (!(error instanceof RestError)) throw error;
  const hint =
    error.status === 404 || error.status === 403
      ? ' If it exists, this user may not see it: switch the user at the top right.'
      : '';
  const title = error.status === 404 ? 'Nothing here' : 'Bitbucket refused';
  return {
    title,
    content: renderMessage(title, error.message + hint),
    status: error.status as ContentfulStatusCode,
  };
}
