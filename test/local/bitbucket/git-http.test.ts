import { type RunningBitbucket, startBitbucket } from './start-bitbucket';

const PRS = '/2.0/repositories/demo/shop/pullrequests';

describe('git over HTTP', () => {
  let local: RunningBitbucket;

  beforeAll(async () => {
    local = await startBitbucket();
  });
  beforeEach(() => {
    local.events.length = 0;
  });
  afterAll(() => local.stop());

  test.each([
    ['ada', 'demo/shop', 'read and push'],
    ['will', 'demo/shop', 'read and push'],
    ['rita', 'demo/shop', 'read'],
    ['otto', 'demo/shop', 'nothing'],
    ['otto', 'otto/shop', 'read and push'],
    ['rita', 'otto/shop', 'read'],
    ['x-token-auth', 'demo/shop', 'read and push'],
    ['', 'demo/shop', 'nothing'],
  ])('%s in %s: %s', async (who, repository, allowed) => {
    const remote = local
      .remote(who, repository)
      .replace(/token-auth:any/, 'token-auth:service-token');
    const succeeds = async (...args: string[]) =>
      local.git(local.directory, ...args).then(
        () => true,
        () => false,
      );
    const target = `${local.directory}/as-${who}-${repository.replace('/', '-')}`;
    const read = await succeeds('clone', '--quiet', remote, target);
    const push =
      read && (await succeeds('-C', target, 'push', remote, `HEAD:refs/heads/by-${who}`));
    expect(read ? (push ? 'read and push' : 'read') : 'nothing').toBe(allowed);
  });

  test('hashes, names and the executable bit arrive as they were seeded', async () => {
    const clone = await local.clone('rita', 'demo/shop');
    expect(await local.git(clone, 'ls-tree', '-r', 'HEAD')).toMatch(/^100755 .*start\.sh$/m);
    expect(await local.git(clone, 'branch', '--show-current')).toBe('main');
  });

  test('a push raises its event before git ends', async () => {
    const clone = await local.clone('will', 'demo/shop');
    const commit = await local.push(clone, 'feature/new', 'a.txt');
    expect(local.events).toEqual([
      expect.objectContaining({
        eventType: 'avi:bitbucket:push:repository',
        push: expect.objectContaining({
          ref: 'feature/new',
          mainbranch: false,
          after: commit,
          created: true,
          closed: false,
          forced: false,
          truncated: false,
        }) as unknown,
      }),
    ]);
    expect(local.events[0]).not.toHaveProperty('selfGenerated');
    const { commits } = local.events[0]!.push as { commits: { hash: string }[] };
    expect(commits.map(({ hash }) => hash)).toEqual([commit]);
  });

  test('each changed ref has an event: several branches, tags, forced, deleted', async () => {
    const clone = await local.clone('will', 'demo/shop');
    const first = await local.push(clone, 'feature/forced', 'a.txt');
    await local.git(clone, 'push', '--quiet', 'origin', 'HEAD:refs/heads/feature/short-lived');
    await local.git(clone, 'commit', '--quiet', '--amend', '-m', 'Other');
    await local.git(clone, 'tag', '-a', 'v1', '-m', 'One');
    const second = await local.git(clone, 'rev-parse', 'HEAD');
    local.events.length = 0;
    await local.git(
      clone,
      ...['push', '--quiet', 'origin', '+feature/forced', ':feature/short-lived', 'v1'],
    );
    const pushes = local.events.map(({ push }) => push as Record<string, unknown>);
    expect(pushes).toEqual([
      expect.objectContaining({
        ref: 'feature/forced',
        before: first,
        after: second,
        forced: true,
        created: false,
      }),
      expect.objectContaining({ ref: 'feature/short-lived', before: first, closed: true }),
      expect.objectContaining({
        ref: 'v1',
        after: second,
        created: true,
        message: { truncated: false, value: 'Other\n' },
      }),
    ]);
    expect(pushes[1]).not.toHaveProperty('after');
  });

  test('more than five commits are cut', async () => {
    const clone = await local.clone('will', 'demo/shop');
    await local.git(clone, 'checkout', '--quiet', '-b', 'feature/long');
    for (let n = 0; n < 7; n++) {
      await local.git(clone, 'commit', '--quiet', '--allow-empty', '-m', `Commit ${n}`);
    }
    await local.git(clone, 'push', '--quiet', 'origin', 'feature/long');
    const { push } = local.events[0] as unknown as {
      push: { truncated: boolean; commits: { message: { value: string } }[] };
    };
    expect(push.truncated).toBe(true);
    expect(push.commits).toHaveLength(5);
    expect(push.commits[0]?.message.value).toBe('Commit 6\n');
  });

  test('a push to the source of pull requests updates each of them', async () => {
    const clone = await local.clone('will', 'demo/shop');
    await local.push(clone, 'release', 'release.txt');
    await local.push(clone, 'feature/two', 'two.txt');
    const source = { branch: { name: 'feature/two' } };
    for (const name of ['main', 'release']) {
      const body = { title: name, source, destination: { branch: { name } } };
      expect((await local.call('will', 'POST', PRS, body)).status).toBe(201);
    }
    local.events.length = 0;
    const commit = await local.push(clone, 'feature/two', 'more.txt');
    const updated = local.events.filter(({ eventType }) =>
      eventType.includes('updated:pullrequest'),
    );
    expect(updated.map(({ pullrequest }) => pullrequest)).toEqual([
      expect.objectContaining({
        source: { branch: 'feature/two', commit: { hash: commit.slice(0, 12) } },
      }),
      expect.objectContaining({
        source: { branch: 'feature/two', commit: { hash: commit.slice(0, 12) } },
      }),
    ]);
    const { body } = await local.call('app', 'GET', `${PRS}?q=source.branch.name="feature/two"`);
    expect(body.size).toBe(2);
    for (const pr of body.values) expect(pr.source.commit.hash).toBe(commit);
  });

  test('a merge that was pushed is noticed', async () => {
    const clone = await local.clone('will', 'demo/shop');
    await local.push(clone, 'feature/by-hand', 'by-hand.txt');
    const source = { branch: { name: 'feature/by-hand' } };
    const { body } = await local.call('will', 'POST', PRS, { title: 'x', source });
    await local.git(clone, 'checkout', '--quiet', 'main');
    await local.git(clone, 'merge', '--quiet', '--no-ff', '-m', 'Merge', 'feature/by-hand');
    local.events.length = 0;
    await local.git(clone, 'push', '--quiet', 'origin', 'main');
    expect(local.events.map(({ eventType }) => eventType)).toEqual([
      'avi:bitbucket:push:repository',
      'avi:bitbucket:fulfilled:pullrequest',
    ]);
    const { body: after } = await local.call('will', 'GET', `${PRS}/${body.id}`);
    expect(after).toMatchObject({ state: 'MERGED', closed_by: { nickname: 'will' } });
  });

  test('the first branch of an empty repository becomes its main branch', async () => {
    const made = await local.call('ada', 'POST', '/2.0/repositories/demo/empty', {});
    expect(made.status).toBe(200);
    const clone = await local.clone('ada', 'demo/empty');
    await local.push(clone, 'trunk', 'a.txt');
    const { body } = await local.call('ada', 'GET', '/2.0/repositories/demo/empty');
    expect(body.mainbranch.name).toBe('trunk');
    const again = await local.clone('ada', 'demo/empty');
    expect(await local.git(again, 'branch', '--show-current')).toBe('trunk');
  });

  test('a large push arrives, compressed and in chunks', async () => {
    const clone = await local.clone('will', 'demo/shop');
    const noise = Array.from({ length: 60_000 }, (_, n) => Math.sin(n)).join('\n');
    const commit = await local.push(clone, 'feature/large', 'large.txt', noise);
    const { body } = await local.call(
      'will',
      'GET',
      `/2.0/repositories/demo/shop/commit/${commit}`,
    );
    expect(body.hash).toBe(commit);
    const file = await local.call(
      'will',
      'GET',
      `/2.0/repositories/demo/shop/src/${commit}/large.txt`,
    );
    expect(file.text).toBe(noise);
  });

  test('pushes at the same time to one repository all arrive', async () => {
    const clones = await Promise.all([1, 2, 3, 4].map(() => local.clone('will', 'demo/shop')));
    const commits = await Promise.all(
      clones.map((clone, n) => local.push(clone, `feature/at-once-${n}`, `${n}.txt`)),
    );
    const pushed = local.events.map(({ push }) => (push as { after: string }).after);
    expect(pushed.sort()).toEqual(commits.sort());
  });

  test('stopping ends a clone that nobody reads', async () => {
    const clone = await local.clone('will', 'demo/shop');
    const noise = Array.from({ length: 200_000 }, (_, n) => Math.sin(n)).join('\n');
    const commit = await local.push(clone, 'feature/endless', 'endless.txt', noise);
    const line = (text: string) => (text.length + 4).toString(16).padStart(4, '0') + text;
    const request = new Request(`${local.url}/demo/shop.git/git-upload-pack`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa('will:x')}`,
        'content-type': 'application/x-git-upload-pack-request',
      },
      body: `${line(`want ${commit}\n`)}0000${line('done\n')}`,
    });
    const answer = await local.bitbucket.handle(request);
    expect(answer.status).toBe(200);
    const body = answer.body!.getReader();
    expect((await body.read()).done).toBe(false);
    await local.bitbucket.close();
    for (let end = false; !end;) end = (await body.read()).done;
  });

  test('a path that leaves the repositories is refused', async () => {
    const sneaky = `${local.url}/demo/..%2F..%2Fhome.git/info/refs?service=git-upload-pack`;
    expect((await local.call('ada', 'GET', sneaky)).status).toBe(404);
    const dumb = `${local.url}/demo/shop.git/config`;
    expect((await local.call('ada', 'GET', dumb)).status).toBe(404);
  });
});
