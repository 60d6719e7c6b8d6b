import { startPages, type RunningPages } from './start-pages';

jest.setTimeout(300_000);

let pages: RunningPages;
beforeAll(async () => {
  pages = await startPages();
});
afterAll(() => pages?.stop());

function open(path: string, user = 'ada'): Promise<Response> {
  return fetch(pages.url + path, { headers: { cookie: `local_user=${user}` }, redirect: 'manual' });
}

function submit(path: string, fields: Record<string, string>, user = 'ada', origin = pages.url) {
  return fetch(pages.url + path, {
    method: 'POST',
    headers: { cookie: `local_user=${user}`, origin },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
}

/** Commits a file in the editor. */
function commit(path: string, fields: Record<string, string>, user = 'ada') {
  const file = { path: 'ci.yml', text: 'a: 1 < 2\n', message: 'Add it' };
  return submit(path, { ...file, ...fields }, user);
}

const firstPullRequest = '/demo/shop/pull-requests/1';

test('the start page links to every repository, pull request and page of the app', async () => {
  const html = await (await open('/')).text();
  for (const path of [
    '/demo/shop',
    '/demo/blank',
    firstPullRequest,
    '/demo/shop/admin/forge/preview-settings',
    '/demo/blank/admin/forge/preview-settings',
    'http://127.0.0.1:8781/',
  ]) {
    expect(html).toContain(`href="${path}"`);
  }
  expect(html).toContain('>set them up in demo/blank</a>');
});

test.each([
  '/',
  '/demo/shop',
  firstPullRequest,
  '/demo/shop/pull-requests',
  '/demo/shop/admin',
  '/demo/shop/admin/forge/preview-settings',
])('the headings of %s begin with the one of the first level and leave none out', async (path) => {
  const html = await (await open(path)).text();
  const levels = [...html.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
  expect(levels[0]).toBe(1);
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  levels.forEach((level, at) => expect(level).toBeLessThanOrEqual((levels[at - 1] ?? 0) + 1));
});

test('each person sees what Bitbucket lets them see', async () => {
  expect((await open('/demo/shop', 'otto')).status).not.toBe(200);
  expect((await open('/otto/shop', 'otto')).status).toBe(200);
  expect((await open('/demo/shop/admin', 'ada')).status).toBe(200);
  expect((await open('/demo/shop/admin', 'will')).status).toBe(403);
  const readOnly = await (await open(firstPullRequest, 'rita')).text();
  expect(readOnly).not.toContain(`action="${firstPullRequest}/merge"`);
  expect(await (await open(firstPullRequest, 'will')).text()).toContain(
    `action="${firstPullRequest}/merge"`,
  );
});

test('who may not see a page is told so, unlike one that is not there', async () => {
  const answer = await open(firstPullRequest, 'otto');
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('This page is there, but otto may not see it.');
});

test('the repository has the lines that push to the branch of its pull request', async () => {
  const html = await (await open('/demo/shop')).text();
  expect(html).toContain('git switch feature/hello');
  expect(await (await open('/demo/blank')).text()).toContain('git switch -c my-branch');
});

test('what the app links to of a commit is there', async () => {
  const { values } = (await pages.rest('ada', 'GET', '/2.0/repositories/demo/shop/commits')) as {
    values: { hash: string; message: string }[];
  };
  const [newest, before] = values;
  const commit = await (await open(`/demo/shop/commits/${newest!.hash}`)).text();
  expect(commit).toContain(newest!.message.trim());
  const range = `${newest!.hash}%0D${before!.hash}`;
  const between = await (await open(`/demo/shop/branches/compare/${range}`)).text();
  expect(between).toContain(newest!.message.trim());
  expect(between).not.toContain(before!.message.trim());
  expect((await open(`/demo/shop/commits/${'f'.repeat(40)}`)).status).toBe(404);
});

test('who owns a fork opens a pull request from it in a repository that they cannot see', async () => {
  await commit(
    '/otto/shop/create-file/main/note.txt',
    { branch: 'note', path: 'note.txt' },
    'otto',
  );
  const form = await open('/otto/shop/pull-requests/new?source=note', 'otto');
  expect(form.status).toBe(200);
  expect(await form.text()).toContain('To demo/shop');
  const fields = { title: 'From outside', source: 'note', destination: 'main' };
  const made = await submit('/otto/shop/pull-requests', fields, 'otto');
  const after = await open(made.headers.get('location') ?? '', 'otto');
  expect(after.status).toBe(200);
  const [, id = ''] = /Pull request (\d+) is open in demo\/shop/.exec(await after.text()) ?? [];
  const page = await open(`/demo/shop/pull-requests/${id}`, 'ada');
  expect(await page.text()).toContain('otto/shop: note');
});

test('the editor makes a file and edits it, and tells why it could not', async () => {
  const made = await commit('/demo/blank/create-file/main/ci.yml', { branch: 'add-ci' });
  expect(made.headers.get('location')).toBe('/demo/blank/branches');
  const edited = await (await open('/demo/blank/src/add-ci/ci.yml?mode=edit&at=add-ci')).text();
  expect(edited).toContain('a: 1 &lt; 2');
  expect(edited).toContain('value="add-ci"');
  const refused = await commit('/demo/blank/create-file/main/ci.yml', { branch: 'main' }, 'rita');
  const again = await open(refused.headers.get('location') ?? '', 'rita');
  expect(await again.text()).toContain('This takes write permission in demo/blank.');
});

test.each(['/nothing/here', '/demo/shop/pull-requests/999', '/demo/shop/admin/forge/other', '/x'])(
  '%s is a page that says that there is nothing',
  async (path) => {
    const answer = await open(path);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('Nothing here');
  },
);

test('a comment is made as the signed-in person, and is drawn without its HTML', async () => {
  const raw = '<script>alert(1)</script> **hello**';
  const answer = await submit(`${firstPullRequest}/comments`, { raw }, 'rita');
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(firstPullRequest);
  const html = await (await open(firstPullRequest)).text();
  expect(html).toContain('Rita Reader');
  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; <strong>hello</strong>');
});

test('a title and a branch are shown as the text that they are', async () => {
  const title = '<img src=x onerror=alert(1)>';
  await pages.rest('ada', 'PUT', '/2.0/repositories/demo/shop/pullrequests/1', { title });
  for (const path of [firstPullRequest, '/', '/demo/shop', '/demo/shop/pull-requests']) {
    expect(await (await open(path)).text()).not.toContain('<img');
  }
});

test('a pull request is opened, made a draft, declined, and shown as such', async () => {
  await pages.rest('ada', 'POST', '/2.0/repositories/demo/shop/refs/branches', {
    name: 'release',
    target: { hash: 'main' },
  });
  const made = await submit('/demo/shop/pull-requests', {
    title: 'Once more',
    description: 'From the form',
    source: 'feature/hello',
    destination: 'release',
  });
  const path = made.headers.get('location') ?? '';
  expect(path).toMatch(/^\/demo\/shop\/pull-requests\/\d+/);
  const draft = await submit(`${path}/draft`, { draft: 'yes' });
  expect(draft.headers.get('location')).toBe(path);
  expect(await (await open(path)).text()).toContain('lozenge draft');
  await submit(`${path}/decline`, {});
  const html = await (await open(path)).text();
  expect(html).toContain('lozenge declined');
  expect(html).not.toContain(`action="${path}/merge"`);
});

test('why Bitbucket refused stands on top of the page', async () => {
  const answer = await submit(`${firstPullRequest}/merge`, {}, 'rita');
  const location = answer.headers.get('location') ?? '';
  expect(location).toContain('?failure=');
  expect(await (await open(location, 'rita')).text()).toContain('role="alert"');
  expect(await (await open(firstPullRequest)).text()).toContain('lozenge open');
});

test('another site, or a sandboxed frame, cannot act', async () => {
  for (const origin of ['https://evil.example', 'null']) {
    const answer = await submit(`${firstPullRequest}/merge`, {}, 'ada', origin);
    expect(answer.status).toBe(403);
  }
});

test('switching the user sets who the next page is for, and leads nowhere else', async () => {
  const answer = await submit('/_pages/user', { user: 'will', back: '//evil.example/' });
  expect(answer.headers.get('set-cookie')).toContain('local_user=will');
  expect(answer.headers.get('location')).toBe('/');
});

test("a module's frame is sandboxed even when it is opened by itself", async () => {
  const answer = await open('/_pages/frames/card');
  expect(answer.headers.get('content-security-policy')).toContain('sandbox allow-scripts');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect((await open('/_pages/frames/other')).status).toBe(404);
  expect((await open('/_pages/bundles/__proto__')).status).toBe(404);
});

test('a call of a resolver carries who and where, and is checked', async () => {
  const call = { module: 'preview-card', repository: 'demo/shop', pullRequest: 1 };
  function invoke(body: object) {
    return fetch(`${pages.url}/_pages/invoke`, {
      method: 'POST',
      headers: { cookie: 'local_user=will', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
  const answer = await invoke({ ...call, function: 'greet', payload: { a: 1 } });
  expect(await answer.json()).toEqual({ result: { text: 'Hello will from demo/shop' } });
  expect(pages.resolverCalls.at(-1)).toEqual({
    ...call,
    user: 'will',
    function: 'greet',
    payload: { a: 1 },
  });
  expect((await invoke({ ...call, function: 7 })).status).toBe(400);
});
