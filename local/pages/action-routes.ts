import type { Context, Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import type { PullRequest, Repository } from './bitbucket-answers';
import type { PagesContext } from './pages-context';
import { getRepository, repositoryPath } from './read-repository';
import { restOf } from './respond';
import { RestError, type RestClient } from './rest';

type Fields = Record<string, string>;

/** What a person can do: each button is a form, done by REST as that person, then shown again. */
export function addActionRoutes(app: Hono, context: PagesContext): void {
  app.post('/_pages/user', async (request) => {
    const { user = '', back = '/' } = await readFields(request);
    setCookie(request, 'local_user', user, { path: '/', httpOnly: true, sameSite: 'Lax' });
    return request.redirect(localPath(back), 303);
  });
  for (const kind of ['create-file', 'src']) {
    app.post(`/:workspace/:repo/${kind}/:commit/:path{.+}`, async (request) => {
      const { text = '', ...fields } = await readFields(request);
      const again = `${request.req.path}?${new URLSearchParams(fields).toString()}`;
      return andShow(request, again, () => commitFile(request, context, { ...fields, text }));
    });
  }
  addPullRequestActions(app, context);
}

/** Commits one file as Bitbucket's editor does. */
async function commitFile(
  request: Context,
  context: PagesContext,
  { path = '', text = '', branch = '', message = '' }: Fields,
): Promise<string> {
  const form = new FormData();
  form.set('branch', branch);
  form.set('message', message);
  form.set(path, new Blob([text]));
  const repository = repositoryPath(request);
  await restOf(request, context).sendForm(`/2.0/repositories/${repository}/src`, form);
  return `/${repository}/branches`;
}

function addPullRequestActions(app: Hono, context: PagesContext): void {
  const path = '/:workspace/:repo/pull-requests';

  function act(
    address: string,
    work: (rest: RestClient, at: string, fields: Fields) => Promise<unknown>,
  ) {
    app.post(address, async (request) => {
      const id = request.req.param('id') ?? '';
      const page = `/${repositoryPath(request)}/pull-requests/${id}`;
      const at = `/2.0/repositories/${repositoryPath(request)}/pullrequests/${id}`;
      return andShow(request, page, async () => {
        await work(restOf(request, context), at, await readFields(request));
        return page;
      });
    });
  }
  act(`${path}/:id{[0-9]+}/merge`, (rest, at) => rest.send('POST', `${at}/merge`, {}));
  act(`${path}/:id{[0-9]+}/decline`, (rest, at) => rest.send('POST', `${at}/decline`));
  act(`${path}/:id{[0-9]+}/review`, (rest, at, { say }) =>
    say === 'nothing'
      ? rest.send('DELETE', `${at}/approve`)
      : rest.send('POST', `${at}/${say === 'approve' ? 'approve' : 'request-changes'}`),
  );
  act(`${path}/:id{[0-9]+}/draft`, async (rest, at, { draft }) => {
    const { title } = await rest.get<PullRequest>(at);
    await rest.send('PUT', at, { title, draft: draft === 'yes' });
  });
  act(`${path}/:id{[0-9]+}/comments`, (rest, at, { raw = '' }) =>
    rest.send('POST', `${at}/comments`, { content: { raw } }),
  );
  app.post(path, async (request) => {
    const fields = await readFields(request);
    const form = `/${repositoryPath(request)}/pull-requests/new?${new URLSearchParams(fields).toString()}`;
    return andShow(request, form, () => createPullRequest(request, context, fields));
  });
}

/** Opens the pull request in the repository, or from a fork in the one that it was forked from. */
async function createPullRequest(
  request: Context,
  context: PagesContext,
  fields: Fields,
): Promise<string> {
  const rest = restOf(request, context);
  const repository: Repository = await getRepository(request, rest);
  const target = repository.parent?.full_name ?? repository.full_name;
  const made = await rest.send('POST', `/2.0/repositories/${target}/pullrequests`, {
    title: fields.title,
    description: fields.description,
    draft: fields.draft === 'yes',
    source: {
      branch: { name: fields.source },
      repository: { full_name: repository.full_name },
    },
    destination: { branch: { name: fields.destination } },
  });
  const { id } = made as PullRequest;
  const isSeen = await rest.get(`/2.0/repositories/${target}`).then(
    () => true,
    () => false,
  );
  if (isSeen) return `/${target}/pull-requests/${id}`;
  const done = `Pull request ${id} is open in ${target}, which you may not see. Switch the user at the top right to go on there.`;
  return `/${repository.full_name}?${new URLSearchParams({ done }).toString()}`;
}

/** Goes to the page that `work` names; when Bitbucket refuses, to `page` with its reason on top. */
async function andShow(
  request: Context,
  page: string,
  work: () => Promise<string>,
): Promise<Response> {
  try {
    return request.redirect(await work(), 303);
  } catch (error) {
    if (!(error instanceof RestError)) throw error;
    const separator = page.includes('?') ? '&' : '?';
    const failure = encodeURIComponent(error.message);
    return request.redirect(`${page}${separator}failure=${failure}`, 303);
  }
}

async function readFields(request: Context): Promise<Fields> {
  const body = await request.req.parseBody();
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value.replaceAll('\r\n', '\n')]] : [],
    ),
  );
}

/** Only a path of this server, so that no form leads elsewhere. */
function localPath(path: string): string {
  const url = new URL(path, 'http://pages.local');
  return url.origin === 'http://pages.local' ? url.pathname + url.search : '/';
}
