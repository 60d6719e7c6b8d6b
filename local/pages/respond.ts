import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Repository } from './bitbucket-answers';
import type { PagesContext } from './pages-context';
import { createRestClient, RestError, type RestClient } from './rest';
import { readSession } from './session';
import { renderPage, type Html, type Section } from './views/layout';
import { renderMessage } from './views/message-page';
import { modulesOf } from './views/module';

/** A page's own part, before the top bar and the side bar stand around it. */
export interface PageContent {
  title: string;
  content: Html;
  repository?: Repository;
  section?: Section;
  status?: ContentfulStatusCode;
}

/** The pages of the app that Bitbucket shows in the menu of each repository. */
export function menuPagesOf({ app }: PagesContext) {
  return modulesOf(app.modules, 'bitbucket:repoMainMenuPage');
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
  const { failure, done } = request.req.query();
  const { pathname, search } = new URL(request.req.url);
  const frame = {
    session: readSession(request),
    assets: context.assets,
    origins: context.origins ?? {},
    path: pathname + search,
    menuPages: menuPagesOf(context),
    ...(failure ? { failure } : {}),
    ...(done ? { done } : {}),
  };
  const page = await load(restOf(request, context)).catch(async (error: unknown) => {
    const { user } = frame.session;
    return (await isThereForAda(error, context, load)) ? hidden(user) : explain(error);
  });
  request.header('cache-control', 'no-store');
  return request.html(await renderPage(frame, page), page.status ?? 200);
}

/** Whether what this person is told to be missing is there, and only theirs not to see. */
async function isThereForAda(
  error: unknown,
  { bitbucket }: PagesContext,
  load: (rest: RestClient) => Promise<PageContent>,
): Promise<boolean> {
  if (!(error instanceof RestError) || error.status !== 404) return false;
  return load(createRestClient(bitbucket, 'ada')).then(
    () => true,
    () => false,
  );
}

function hidden(user: string): PageContent {
  const text = `This page is there, but ${user} may not see it. Bitbucket itself would say that there is nothing. Switch the user at the top right.`;
  const title = 'You may not see this';
  return { title, content: renderMessage(title, text), status: 403 };
}

function explain(error: unknown): PageContent {
  if (!(error instanceof RestError)) throw error;
  const title = error.status === 404 ? 'Nothing here' : 'Bitbucket refused';
  return {
    title,
    content: renderMessage(title, error.message),
    status: error.status as ContentfulStatusCode,
  };
}
