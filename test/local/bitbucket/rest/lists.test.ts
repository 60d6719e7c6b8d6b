import { type RunningBitbucket, startBitbucket } from '../start-bitbucket';

const SHOP = '/2.0/repositories/demo/shop';

describe('lists', () => {
  let local: RunningBitbucket;

  beforeAll(async () => {
    local = await startBitbucket();
    const clone = await local.clone('will', 'demo/shop');
    const names = Array.from({ length: 12 }, (_, n) => `topic/${n}`);
    await local.push(clone, 'source', 'a.txt');
    await local.git(
      clone,
      'push',
      '--quiet',
      'origin',
      ...names.map((n) => `source:refs/heads/${n}`),
    );
    for (const name of names) {
      local.clock.advance(1000);
      const body = { title: `Pull ${name}`, source: { branch: { name } } };
      await local.call('will', 'POST', `${SHOP}/pullrequests`, body);
    }
    await local.call('will', 'POST', `${SHOP}/pullrequests/2/decline`);
    await local.call('will', 'POST', `${SHOP}/pullrequests/3/merge`);
  });
  afterAll(() => local.stop());

  const list = async (query: string) =>
    (await local.call('app', 'GET', `${SHOP}/pullrequests${query}`)).body;
  const ids = async (query: string) =>
    ((await list(query)).values as { id: number }[]).map(({ id }) => id);

  test('shows the open ones, ten a page, newest first', async () => {
    // The merge of number 3 merged all pull requests of the same commit.
    expect(await ids('')).toEqual([1]);
    expect(await ids('?state=DECLINED')).toEqual([2]);
    expect(await ids('?state=OPEN&state=DECLINED')).toEqual([2, 1]);
    const merged = await list('?state=MERGED');
    expect(merged).toMatchObject({ size: 11, page: 1, pagelen: 10 });
    expect(merged.values).toHaveLength(10);
    expect(merged.values[0]?.id).toBe(13);
  });

  test('next leads through all pages with the same parameters', async () => {
    const seen: number[] = [];
    let next: string | undefined =
      `${local.url}${SHOP}/pullrequests?state=MERGED&pagelen=4&fields=next,values.id`;
    for (let pages = 0; next; pages++) {
      expect(pages).toBeLessThan(3);
      const { body } = await local.call('app', 'GET', next);
      seen.push(...body.values.map(({ id }) => id));
      next = body.next;
    }
    expect(seen).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  });

  test('a page beyond the last is empty and leads back', async () => {
    const body = await list('?state=MERGED&page=9');
    expect(body.values).toEqual([]);
    expect(body.previous).toContain('page=8');
    expect(body).not.toHaveProperty('next');
  });

  test.each(['pagelen=51', 'pagelen=0', 'page=x', 'state=open,closed', 'q=state'])(
    '%s is a bad request',
    async (query) => {
      const answer = await local.call('app', 'GET', `${SHOP}/pullrequests?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { type: 'error', error: {} } });
    },
  );

  test('q filters and may look at every state; sort orders', async () => {
    expect(await ids(`?q=${encodeURIComponent('source.branch.name="topic/3"')}`)).toEqual([]);
    const all = `?q=${encodeURIComponent('state="MERGED" AND title ~ "topic/1"')}`;
    expect(await ids(all)).toEqual([13, 12, 3]);
    expect((await ids('?state=MERGED&sort=created_on'))[0]).toBe(3);
    expect((await ids('?state=MERGED&sort=-id'))[0]).toBe(13);
  });

  test.each(['q=colour="red"', 'sort=colour', 'sort=-authors.uuid', 'q=state="OPEN" OR x=1'])(
    '%s names a field that nobody is known to use: a bad request',
    async (query) => {
      const answer = await local.call('app', 'GET', `${SHOP}/pullrequests?${query}`);
      expect(answer.status).toBe(400);
    },
  );

  test('reviewers and participants are shown in a list only when asked for', async () => {
    await local.call('ada', 'POST', `${SHOP}/pullrequests/1/approve`);
    expect((await list('')).values[0]).not.toHaveProperty('participants');
    const asked = await list('?fields=%2Bvalues.participants');
    expect(asked.values[0]).toMatchObject({
      id: 1,
      participants: [{ approved: true, user: { nickname: 'ada' } }],
    });
  });

  test('branches, tags by name, commits and folders', async () => {
    const branches = await local.call('rita', 'GET', `${SHOP}/refs/branches?q=name="topic/3"`);
    expect(branches.body.values).toMatchObject([{ name: 'topic/3', target: { type: 'commit' } }]);
    const encoded = await local.call('rita', 'GET', `${SHOP}/refs/branches/topic%2F3`);
    expect(encoded.body.name).toBe('topic/3');
    const commits = await local.call(
      'rita',
      'GET',
      `${SHOP}/commits/topic/3?exclude=feature/hello`,
    );
    expect(commits.body.values).toMatchObject([{ message: 'Change a.txt\n' }]);
    const byPath = await local.call('rita', 'GET', `${SHOP}/commits?path=a.txt&include=main`);
    expect(byPath.body.values).toHaveLength(1);
    const folder = await local.call(
      'rita',
      'GET',
      `${SHOP}/src/main/?fields=values.path,values.type`,
    );
    expect(folder.body.values).toEqual([
      { path: 'a.txt', type: 'commit_file' },
      { path: 'ci.yml', type: 'commit_file' },
      { path: 'public', type: 'commit_directory' },
      { path: 'start.sh', type: 'commit_file' },
    ]);
    const below = await local.call('rita', 'GET', `${SHOP}/src/main/public`);
    expect(below.body.values).toMatchObject([{ path: 'public/index.html' }]);
  });

  test('a file comes as it is, and what is missing as 404', async () => {
    const file = await local.call('rita', 'GET', `${SHOP}/src/main/ci.yml`);
    expect(file.text).toBe('run:\n  steps: []\n');
    expect(file.headers.get('content-type')).toContain('text/plain');
    const meta = await local.call('rita', 'GET', `${SHOP}/src/main/start.sh?format=meta`);
    expect(meta.body).toMatchObject({ path: 'start.sh', size: 10, attributes: ['executable'] });
    for (const path of [
      'main/none.yml',
      'main/ci.yml/x',
      `${'0'.repeat(40)}/ci.yml`,
      'none/ci.yml',
      'main/a%2F..%2F..%2Fx',
      'main/%00',
    ]) {
      const missing = await local.call('rita', 'GET', `${SHOP}/src/${path}`);
      expect(missing).toMatchObject({ status: 404, body: { type: 'error' } });
    }
  });

  test('an unknown address is an error in the documented shape', async () => {
    const answer = await local.call('ada', 'GET', `${SHOP}/nothing`);
    expect(answer).toMatchObject({ status: 404, body: { type: 'error' } });
    expect(typeof answer.body.error.message).toBe('string');
  });
});
