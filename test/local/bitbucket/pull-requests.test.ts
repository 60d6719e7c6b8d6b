import { getPerson } from '../../../local/bitbucket/accounts';
import { type RunningBitbucket, startBitbucket } from './start-bitbucket';

const PRS = '/2.0/repositories/demo/shop/pullrequests';

describe('pull requests', () => {
  let local: RunningBitbucket;
  let clone: string;

  beforeAll(async () => {
    local = await startBitbucket();
    clone = await local.clone('will', 'demo/shop');
  });
  afterAll(() => local.stop());

  async function branch(name: string, file = `${name.replace(/\W/g, '-')}.txt`): Promise<string> {
    await local.git(clone, 'fetch', '--quiet', 'origin');
    await local.git(clone, 'checkout', '--quiet', '-B', name, 'origin/main');
    return local.push(clone, name, file);
  }

  async function open(name: string, more: object = {}) {
    const made = await local.call('will', 'POST', PRS, {
      title: name,
      source: { branch: { name } },
      ...more,
    });
    expect(made).toMatchObject({ status: 201 });
    return made.body as { id: number };
  }

  test('the first start has one open pull request that changes the front page', async () => {
    const { body } = await local.call('rita', 'GET', `${PRS}/1`);
    expect(body).toMatchObject({
      id: 1,
      state: 'OPEN',
      draft: false,
      author: { nickname: 'will' },
    });
    expect(body.source.commit.hash).toMatch(/^[0-9a-f]{40}$/);
    const page = await local.call(
      'rita',
      'GET',
      `/2.0/repositories/demo/shop/src/${body.source.commit.hash}/public/index.html`,
    );
    expect(page.text).toBe('<h1>Hello! Shop</h1>\n');
  });

  test('shows the pushed commit, branches, defaults and links', async () => {
    const commit = await branch('feature/shown');
    const { id } = await open('feature/shown', { draft: true, description: 'see **this**' });
    const { body } = await local.call('rita', 'GET', `${PRS}/${id}`);
    expect(body).toMatchObject({
      type: 'pullrequest',
      title: 'feature/shown',
      draft: true,
      close_source_branch: false,
      comment_count: 0,
      source: {
        branch: { name: 'feature/shown' },
        commit: { hash: commit },
        repository: { full_name: 'demo/shop' },
      },
      destination: { branch: { name: 'main' } },
      links: { html: { href: `${local.url}/demo/shop/pull-requests/${id}` } },
    });
    expect(body.summary.html).toContain('<strong>this</strong>');
  });

  test('refuses a pull request without a title, a branch or a change', async () => {
    const untitled = await local.call('will', 'POST', PRS, { source: { branch: { name: 'x' } } });
    expect(untitled).toMatchObject({ status: 400, body: { type: 'error' } });
    expect(Object.keys(untitled.body.error.fields)).toEqual(['title']);
    const missing = { title: 'x', source: { branch: { name: 'missing' } } };
    expect(await local.call('will', 'POST', PRS, missing)).toMatchObject({
      status: 400,
      body: { error: { message: 'branch not found: missing' } },
    });
    await local.git(clone, 'push', '--quiet', 'origin', 'origin/main:refs/heads/same');
    const same = { title: 'x', source: { branch: { name: 'same' } } };
    expect((await local.call('will', 'POST', PRS, same)).status).toBe(400);
  });

  test('opening the same branches again changes the open pull request', async () => {
    await branch('feature/again');
    const first = await open('feature/again');
    const second = await open('feature/again', { title: 'Again' });
    expect(second).toMatchObject({ id: first.id, title: 'Again' });
  });

  test('title, draft and destination can be changed by its author and by writers', async () => {
    await branch('feature/changed');
    const { id } = await open('feature/changed', { draft: true });
    const refused = await local.call('rita', 'PUT', `${PRS}/${id}`, { title: 'mine' });
    expect(refused.status).toBe(403);
    local.clock.advance(60_000);
    const { body } = await local.call('ada', 'PUT', `${PRS}/${id}`, { title: 'New', draft: false });
    expect(body).toMatchObject({ title: 'New', draft: false });
    expect(body.updated_on).not.toBe(body.created_on);
  });

  test('its author is refused as a reviewer, and so is nobody', async () => {
    await branch('feature/reviewed');
    const pr = { title: 'Reviewed', source: { branch: { name: 'feature/reviewed' } } };
    const message = 'Will Writer is the author and cannot be included as a reviewer.';
    const own = { reviewers: [{ uuid: getPerson('will').uuid }] };
    const refusal = {
      status: 400,
      body: { error: { message: `reviewers: ${message}`, fields: { reviewers: [message] } } },
    };
    expect(await local.call('will', 'POST', PRS, { ...pr, ...own })).toMatchObject(refusal);
    const reviewers = [{ account_id: getPerson('rita').accountId }];
    const { id } = await open('feature/reviewed', { reviewers });
    expect(await local.call('ada', 'PUT', `${PRS}/${id}`, own)).toMatchObject(refusal);
    const nobody = { reviewers: [{ nickname: 'rita' }] };
    expect(await local.call('ada', 'PUT', `${PRS}/${id}`, nobody)).toMatchObject({
      status: 400,
      body: { error: { message: 'reviewers: Malformed reviewers list' } },
    });
    await local.call('ada', 'PUT', `${PRS}/${id}`, { title: 'Other' });
    await local.call('ada', 'POST', `${PRS}/${id}/approve`);
    expect((await local.call('will', 'GET', `${PRS}/${id}`)).body).toMatchObject({
      reviewers: [{ nickname: 'rita' }],
      participants: [
        { role: 'REVIEWER', approved: false, state: null, user: { nickname: 'rita' } },
        { role: 'PARTICIPANT', approved: true, state: 'approved', user: { nickname: 'ada' } },
      ],
    });
  });

  test.each([
    ['merge_commit', 2],
    ['squash', 1],
    ['fast_forward', 1],
  ])('%s moves the destination and keeps the source commit', async (strategy, parents) => {
    const commit = await branch(`feature/${strategy}`);
    const { id } = await open(`feature/${strategy}`);
    const merged = await local.call('will', 'POST', `${PRS}/${id}/merge`, {
      merge_strategy: strategy,
    });
    expect(merged).toMatchObject({ status: 200, body: { state: 'MERGED' } });
    expect(merged.body.source.commit.hash).toBe(commit);

    await local.git(clone, 'fetch', '--quiet', 'origin');
    const tip = await local.git(clone, 'rev-parse', 'origin/main');
    expect(merged.body.merge_commit.hash).toBe(tip);
    const shown = await local.git(clone, 'show', '--no-patch', '--format=%P', 'origin/main');
    expect(shown.split(' ')).toHaveLength(parents);
    expect(await local.git(clone, 'ls-tree', '--name-only', 'origin/main')).toContain(
      `feature-${strategy}.txt`,
    );
  });

  test('a conflict and a diverged fast-forward are refused and leave it open', async () => {
    await branch('feature/left', 'both.txt');
    await branch('feature/right', 'both.txt');
    const left = await open('feature/left');
    const right = await open('feature/right');
    expect((await local.call('will', 'POST', `${PRS}/${left.id}/merge`)).status).toBe(200);
    for (const body of [{}, { merge_strategy: 'fast_forward' }]) {
      const refused = await local.call('will', 'POST', `${PRS}/${right.id}/merge`, body);
      expect(refused).toMatchObject({ status: 400, body: { type: 'error' } });
    }
    const { body } = await local.call('will', 'GET', `${PRS}/${right.id}`);
    expect(body.state).toBe('OPEN');
  });

  test('what is closed can neither be merged, declined, changed nor opened again', async () => {
    await branch('feature/declined');
    const { id } = await open('feature/declined');
    const declined = await local.call('will', 'POST', `${PRS}/${id}/decline`, { message: 'no' });
    expect(declined).toMatchObject({ status: 200, body: { state: 'DECLINED', reason: 'no' } });
    for (const action of ['merge', 'decline']) {
      expect((await local.call('will', 'POST', `${PRS}/${id}/${action}`)).status).toBe(400);
    }
    expect((await local.call('will', 'PUT', `${PRS}/${id}`, { state: 'OPEN' })).status).toBe(400);
  });

  test('a closed pull request keeps its last commit while its branch moves on', async () => {
    const commit = await branch('feature/final');
    const { id } = await open('feature/final');
    await local.call('will', 'POST', `${PRS}/${id}/decline`);
    await local.push(clone, 'feature/final', 'later.txt');
    const { body } = await local.call('will', 'GET', `${PRS}/${id}`);
    expect(body.source.commit.hash).toBe(commit);
  });

  test('deleting the source branch closes nothing and keeps the last commit', async () => {
    const commit = await branch('feature/deleted');
    const { id } = await open('feature/deleted');
    await local.git(clone, 'push', '--quiet', 'origin', ':feature/deleted');
    const { body } = await local.call('will', 'GET', `${PRS}/${id}`);
    expect(body).toMatchObject({ state: 'OPEN', source: { commit: { hash: commit } } });
    const gone = await local.call(
      'will',
      'GET',
      '/2.0/repositories/demo/shop/refs/branches/feature/deleted',
    );
    expect(gone.status).toBe(404);
  });

  test('closes the source branch after a merge when asked to', async () => {
    await branch('feature/closing');
    const { id } = await open('feature/closing', { close_source_branch: true });
    await local.call('will', 'POST', `${PRS}/${id}/merge`);
    const heads = await local.git(clone, 'ls-remote', '--heads', 'origin', 'feature/closing');
    expect(heads).toBe('');
  });

  test('lists files and commits that it would bring', async () => {
    await local.git(clone, 'fetch', '--quiet', 'origin');
    await local.git(clone, 'checkout', '--quiet', '-B', 'feature/files', 'origin/main');
    await local.git(clone, 'mv', 'ci.yml', 'moved.yml');
    await local.push(clone, 'feature/files', 'new ü.txt', 'one\ntwo\n');
    const { id } = await open('feature/files');
    const { body } = await local.call('will', 'GET', `${PRS}/${id}/diffstat`);
    expect(body.values).toEqual([
      expect.objectContaining({
        status: 'renamed',
        old: expect.objectContaining({ path: 'ci.yml' }) as unknown,
        new: expect.objectContaining({ path: 'moved.yml' }) as unknown,
        lines_added: 0,
      }),
      expect.objectContaining({
        status: 'added',
        old: null,
        new: expect.objectContaining({ path: 'new ü.txt' }) as unknown,
        lines_added: 2,
      }),
    ]);
    const commits = await local.call('will', 'GET', `${PRS}/${id}/commits`);
    expect(commits.body).toMatchObject({ size: 1, values: [{ message: 'Change new ü.txt\n' }] });
  });

  test('200 pull requests can be opened at once', async () => {
    const names = Array.from({ length: 200 }, (_, n) => `many/${n}`);
    await local.git(clone, 'checkout', '--quiet', '-B', 'many-source', 'origin/main');
    await local.push(clone, 'many-source', 'many.txt');
    await local.git(
      clone,
      'push',
      '--quiet',
      'origin',
      ...names.map((n) => `many-source:refs/heads/${n}`),
    );
    const made = await Promise.all(
      names.map((name) =>
        local.call('will', 'POST', PRS, { title: name, source: { branch: { name } } }),
      ),
    );
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(200);

    local.events.length = 0;
    await local.push(clone, 'many-source', 'more.txt');
    await local.git(
      clone,
      'push',
      '--quiet',
      'origin',
      ...names.map((n) => `many-source:refs/heads/${n}`),
    );
    const updated = local.events.filter(({ eventType }) =>
      eventType.endsWith('updated:pullrequest'),
    );
    expect(updated).toHaveLength(200);
  });
});

test('can show 12 characters of hashes, as Bitbucket itself does', async () => {
  const local = await startBitbucket({ pullRequestHashLength: 12 });
  try {
    const { body } = await local.call('will', 'GET', `${PRS}/1`);
    const short = body.source.commit.hash;
    expect(short).toHaveLength(12);
    const full = await local.call('will', 'GET', `/2.0/repositories/demo/shop/commit/${short}`);
    expect(full.body.hash).toMatch(new RegExp(`^${short}[0-9a-f]{28}$`));
  } finally {
    await local.stop();
  }
});
