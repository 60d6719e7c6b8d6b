import { createBitbucket } from '../../../src/adapters/bitbucket/bitbucket';
import type { PullRequestKey } from '../../../src/domain/preview-key';
import type { Bitbucket } from '../../../src/ports/bitbucket';
import { failureOfCall } from '../failure-of-call';
import { json, startScriptedServer, type ScriptedServer } from '../scripted-server';

const KEY: PullRequestKey = {
  workspaceId: 'aaaaaaaa-0000-4000-8000-000000000001',
  repositoryId: 'bbbbbbbb-0000-4000-8000-000000000002',
  pullRequestId: 3,
};
const REPOSITORY =
  '/2.0/repositories/%7Baaaaaaaa-0000-4000-8000-000000000001%7D/%7Bbbbbbbbb-0000-4000-8000-000000000002%7D';
const HASH = '0123456789abcdef0123456789abcdef01234567';

/** A pull request as Bitbucket answers it, cut to the fields that are asked for. */
function pullRequest(changes: object = {}): object {
  return {
    id: 3,
    state: 'OPEN',
    draft: true,
    source: {
      branch: { name: 'feature/rye' },
      commit: { hash: HASH },
      repository: { uuid: `{${KEY.repositoryId.toUpperCase()}}` },
    },
    destination: {
      branch: { name: 'main' },
      repository: {
        uuid: `{${KEY.repositoryId}}`,
        full_name: 'bakery/shop',
        is_private: false,
        links: { html: { href: 'https://bitbucket.org/bakery/shop' } },
      },
    },
    links: { html: { href: 'https://bitbucket.org/bakery/shop/pull-requests/3' } },
    ...changes,
  };
}

describe('what Bitbucket may answer', () => {
  let server: ScriptedServer;
  let bitbucket: Bitbucket;

  beforeAll(async () => {
    server = await startScriptedServer();
    const request = (path: string, init?: RequestInit) => fetch(server.url + path, init);
    bitbucket = createBitbucket({ asApp: request, asUser: request, now: () => 0 });
  });
  afterAll(() => server.stop());

  it('is read in one call, as far as it is used', async () => {
    const person = (uuid: string, state: string | null, role = 'REVIEWER') => ({
      user: { uuid },
      role,
      approved: state === 'approved',
      state,
    });
    const participants = [
      ...[person('{author}', 'approved'), person('{a}', 'approved')],
      ...[person('{b}', 'changes_requested'), person('{c}', null, 'PARTICIPANT')],
    ];
    server.answer(() => json(pullRequest({ author: { uuid: '{author}' }, participants })));
    expect(await bitbucket.readPullRequest(KEY)).toEqual({
      id: 3,
      state: 'open',
      author: '{author}',
      draft: true,
      review: { approvals: 1, wantsChanges: true },
      branch: 'feature/rye',
      destinationBranch: 'main',
      commit: HASH,
      fork: false,
      pageUrl: 'https://bitbucket.org/bakery/shop/pull-requests/3',
      repository: {
        slug: 'shop',
        private: false,
        gitUrl: 'https://bitbucket.org/bakery/shop.git',
      },
    });
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]?.path).toMatch(`${REPOSITORY}/pullrequests/3?fields=id%2Cstate%2Cdraft`);
  });

  it.each([
    'https://evil.example/bakery/shop',
    'https://bitbucket.org.evil.example/bakery/shop',
    'https://bitbucket.org@evil.example/',
    'https://someone:word@bitbucket.org/bakery/shop',
    'https://bitbucket.org:8443/bakery/shop',
    'https://bitbucket.org./bakery/shop',
    'https://b\u0456tbucket.org/bakery/shop',
    'https://x.bitbucket.org/bakery/shop',
    'http://bitbucket.org/bakery/shop',
    'javascript://bitbucket.org/%0aalert(1)',
    '//bitbucket.org/bakery/shop',
  ])('takes %p for no page of its own', async (href) => {
    const links = { html: { href } };
    const shop = (pullRequest() as { destination: { repository: object } }).destination;
    const destination = { ...shop, repository: { ...shop.repository, links } };
    const source = { commit: { hash: HASH }, repository: { uuid: 'x', links } };
    for (const changes of [{ links }, { destination }, { source }]) {
      server.answer(() => json(pullRequest(changes)));
      const failure = await failureOfCall(bitbucket.readPullRequest(KEY));
      expect(failure).toMatchObject({ code: 'bitbucket-unexpected', kind: 'transient' });
      expect(failure.message).toMatch(/ does not fit at [\w.]*links\.html\.href\.$/);
    }
  });

  it.each([
    ['source.branch.name', 1_000],
    ['source.commit.hash', 1_000],
    ['source.repository.links.html.href', 2_000],
    ['destination.branch.name', 1_000],
    ['destination.repository.full_name', 1_000],
    ['destination.repository.links.html.href', 2_000],
    ['links.html.href', 2_000],
  ])('takes nothing at %s that is longer than %s characters', async (field, limit) => {
    const answerOf = (length: number) => {
      const links = { html: { href: 'https://bitbucket.org/bakery/shop' } };
      const source = {
        branch: { name: '' },
        commit: { hash: '' },
        repository: { uuid: 'x', links },
      };
      // Of a closed one the commit may be anything.
      const answer = pullRequest({ state: 'MERGED', source, links });
      const withLong = (value: unknown, at: string[]): unknown => {
        const [first, ...rest] = at;
        if (first === undefined) return String(value).padEnd(length, 'a');
        const parts = value as Record<string, unknown>;
        return { ...parts, [first]: withLong(parts[first], rest) };
      };
      return json(withLong(answer, field.split('.')));
    };
    server.answer(() => answerOf(limit));
    expect(await bitbucket.readPullRequest(KEY)).toMatchObject({ state: 'merged' });
    for (const length of [limit + 1, 300_000]) {
      server.answer(() => answerOf(length));
      expect(await failureOfCall(bitbucket.readPullRequest(KEY))).toMatchObject({
        ...{ code: 'bitbucket-unexpected', kind: 'transient' },
        message: expect.stringContaining(` does not fit at ${field}.`) as string,
      });
    }
  });

  it.each(['http://127.0.0.1:8780/demo/shop', 'http://localhost:8780/demo/shop'])(
    'takes %p, as the local platform calls it',
    async (href) => {
      server.answer(() => json(pullRequest({ links: { html: { href } } })));
      expect(await bitbucket.readPullRequest(KEY)).toMatchObject({ pageUrl: href });
    },
  );

  it('takes a source without a repository for a fork', async () => {
    const source = { branch: { name: 'x' }, commit: { hash: HASH }, repository: null };
    server.answer(() => json(pullRequest({ source })));
    expect(await bitbucket.readPullRequest(KEY)).toMatchObject({ fork: true });
  });

  it('reads an open one whose fork is gone, with no commit and nothing to clone', async () => {
    server.answer(() => json(pullRequest({ source: { commit: null, repository: null } })));
    const read = await bitbucket.readPullRequest(KEY);
    expect(read).toMatchObject({ state: 'open', fork: true, commit: '' });
    expect(read).not.toHaveProperty('forkSource');
  });

  it('finds the commit of a fork that was merged in another way in the repository', async () => {
    const source = { commit: { hash: HASH.slice(0, 12) }, repository: null };
    server.answer(({ path }) => {
      if (path.includes('/pullrequests/3?')) return json(pullRequest({ source }));
      return path.includes('/commits?') ? json({ values: [] }) : json({ hash: HASH });
    });
    expect(await bitbucket.readPullRequest(KEY)).toMatchObject({ fork: true, commit: HASH });
    expect(server.asked.at(-1)?.path).toContain(`${REPOSITORY}/commit/${HASH.slice(0, 12)}`);
  });

  it('takes no remembered commit for one of a fork that begins with the same digits', async () => {
    const [approved, newest] = [HASH, HASH.slice(0, 12).padEnd(40, '0')];
    const source = { commit: { hash: HASH.slice(0, 12) }, repository: null };
    server.answer(({ path }) =>
      path.includes('/pullrequests/3?')
        ? json(pullRequest({ source }))
        : json({ values: [{ hash: newest }, { hash: approved }] }),
    );
    const hint = { known: Promise.resolve(approved), pushed: approved };
    expect(await bitbucket.readPullRequest(KEY, hint)).toMatchObject({ commit: newest });
  });

  it('takes the commit of a push for that of a branch before one that is remembered', async () => {
    const [before, pushed] = [HASH, HASH.slice(0, 12).padEnd(40, '0')];
    const source = { commit: { hash: HASH.slice(0, 12) }, repository: { uuid: KEY.repositoryId } };
    server.answer(() => json(pullRequest({ source })));
    const hint = { known: Promise.resolve(before), pushed };
    expect(await bitbucket.readPullRequest(KEY, hint)).toMatchObject({ commit: pushed });
  });

  it('takes superseded for declined, and reads a closed one whose source is gone', async () => {
    const source = { branch: null, commit: null, repository: null };
    server.answer(() => json(pullRequest({ state: 'SUPERSEDED', source })));
    expect(await bitbucket.readPullRequest(KEY)).toMatchObject({ state: 'declined', commit: '' });
    server.answer(({ path }) =>
      path.includes('/pullrequests/3?')
        ? json(pullRequest({ state: 'MERGED', source: { commit: { hash: HASH.slice(0, 12) } } }))
        : json({}, 404),
    );
    expect(await bitbucket.readPullRequest(KEY)).toMatchObject({
      ...{ state: 'merged', commit: HASH.slice(0, 12) },
    });
  });

  it('never takes a short hash of an open one for a commit', async () => {
    const source = { commit: { hash: HASH.slice(0, 12) }, repository: { uuid: KEY.repositoryId } };
    const other = HASH.replace(/^./, 'f');
    for (const answer of [
      json({}, 404),
      json({ hash: other }),
      json({ hash: HASH.slice(0, 12) }),
    ]) {
      server.answer(({ path }) =>
        path.includes('/pullrequests/3?') ? json(pullRequest({ source })) : answer,
      );
      expect(await failureOfCall(bitbucket.readPullRequest(KEY))).toMatchObject({
        code: 'bitbucket-unexpected',
      });
    }
  });

  it.each([
    [401, 'bitbucket-refused', 'transient'],
    [403, 'bitbucket-refused', 'transient'],
    [400, 'bitbucket-refused', 'permanent'],
    [500, 'bitbucket-unreachable', 'transient'],
    [503, 'bitbucket-unreachable', 'transient'],
  ])('tells %p as %s', async (status, code, kind) => {
    const error = { message: 'Not\u202e now.', detail: 'x' };
    server.answer(() => json({ type: 'error', error }, status));
    const failure = await failureOfCall(bitbucket.readPullRequest(KEY));
    expect(failure).toMatchObject({ code, kind });
    expect(failure.message).toBe(
      `Could not read the pull request: Bitbucket answered ${status}: Not now.`,
    );
  });

  it('repeats its words short, whole and without what nobody sees', async () => {
    const message = `a\u{e0041}\u3164 https://ada:word@x.org\n${'💣'.repeat(300)}`;
    server.answer(() => json({ error: { message } }, 500));
    const failure = await failureOfCall(bitbucket.readPullRequest(KEY));
    expect(failure.message).toMatch(/answered 500: a https:\/\/x\.org (💣)+…\.$/u);
    expect(failure.message.length).toBeLessThan(300);
  });

  it('never takes a failed read for a pull request that is gone', async () => {
    for (const status of [401, 403, 404, 429, 500]) {
      server.answer(({ path }) => json({}, path.includes('/pullrequests/3?') ? 404 : status));
      expect(await failureOfCall(bitbucket.readPullRequest(KEY))).toMatchObject({
        kind: 'transient',
      });
    }
    const answerOf = (uuid: string) =>
      server.answer(({ path }) =>
        path.includes('/pullrequests/3?') ? json({}, 404) : json({ uuid }),
      );
    answerOf('{bbbbbbbb-0000-4000-8000-000000000003}');
    for (const call of ['readPullRequest', 'repositoryExists'] as const) {
      expect(await failureOfCall(bitbucket[call](KEY))).toMatchObject({
        code: 'bitbucket-unexpected',
      });
    }
    answerOf(`{${KEY.repositoryId}}`);
    expect(await bitbucket.readPullRequest(KEY)).toBe('gone');
  });

  it('never takes a 404 for a pull request that is gone when access came back right after it', async () => {
    let asked = 0;
    server.answer(({ path }) => {
      if (!path.includes('/pullrequests/3?')) return json({ uuid: KEY.repositoryId });
      return (asked += 1) === 1 ? json({}, 404) : json(pullRequest({}));
    });
    expect(await bitbucket.readPullRequest(KEY)).toMatchObject({ state: 'open' });
  });

  it.each([
    ['30', 30],
    [undefined, 60],
  ])('waits after a 429 with Retry-After %p', async (header, retryAfterSeconds) => {
    server.answer(() => json({}, 429, header ? { 'retry-after': header } : {}));
    expect(await failureOfCall(bitbucket.repositoryExists(KEY))).toMatchObject({
      ...{ code: 'rate-limited', kind: 'transient', retryAfterSeconds },
    });
  });

  it('names call and field of an answer that does not fit', async () => {
    server.answer(() => json(pullRequest({ state: 'QUEUED' })));
    const failure = await failureOfCall(bitbucket.readPullRequest(KEY));
    expect(failure.code).toBe('bitbucket-unexpected');
    expect(failure.message).toContain('/pullrequests/3 does not fit at state');
  });

  it('takes an answer that is cut off, or a closed connection, for no answer', async () => {
    server.answer(() => new Response('{"id":3,'));
    expect(await failureOfCall(bitbucket.readPullRequest(KEY))).toMatchObject({
      ...{ code: 'bitbucket-unreachable', kind: 'transient' },
    });
    const request = () => Promise.reject(new TypeError('fetch failed'));
    const cut = createBitbucket({ asApp: request, asUser: request, now: () => 0 });
    expect(await failureOfCall(cut.readPullRequest(KEY))).toMatchObject({
      ...{ code: 'bitbucket-unreachable', kind: 'transient' },
    });
  });

  it("lets Forge's question for access through to the person", async () => {
    const question = Object.assign(new Error('Authentication Required'), {
      name: 'NEEDS_AUTHENTICATION_ERR',
    });
    const request = () => Promise.reject(question);
    const other = createBitbucket({ asApp: request, asUser: request, now: () => 0 });
    await expect(other.readOwnPermission(KEY)).rejects.toBe(question);
  });

  it('sends the braces of ids as they are', async () => {
    const paths: string[] = [];
    const request = (path: string) => {
      paths.push(path);
      return Promise.resolve(json({ values: [], uuid: KEY.repositoryId, full_name: 'a/b' }));
    };
    const other = createBitbucket({ asApp: request, asUser: request, now: () => 0 });
    await other.repositoryExists(KEY);
    await other.readOwnPermission(KEY);
    const repository = `/2.0/repositories/{${KEY.workspaceId}}/{${KEY.repositoryId}}?`;
    expect(paths.slice(0, 2)).toEqual([
      expect.stringContaining(repository),
      expect.stringContaining(repository),
    ]);
    expect(paths[2]).toContain(`/2.0/user/workspaces/{${KEY.workspaceId}}/permissions/`);
    expect(paths.join()).not.toMatch(/%7B/i);
  });

  it('follows the list of changes with the braces of ids as they are', async () => {
    const paths: string[] = [];
    const request = (path: string) => {
      paths.push(path);
      if (paths.length > 1) return Promise.resolve(json({ values: [] }));
      const location = `https://api.bitbucket.org${REPOSITORY}/diffstat/b/shop:${HASH}%0D${HASH}?topic=true`;
      return Promise.resolve(new Response(null, { status: 302, headers: { location } }));
    };
    const other = createBitbucket({ asApp: request, asUser: request, now: () => 0 });
    await other.changesFile(KEY, () => true);
    expect(paths[1]).toBe(
      `/2.0/repositories/{${KEY.workspaceId}}/{${KEY.repositoryId}}/diffstat/b%2Fshop:${HASH}%0D${HASH}?topic=true`,
    );
  });

  describe('what a person may do', () => {
    const OTHER = 'cccccccc-0000-4000-8000-000000000003';
    const granted = (permission: string, uuid = `{${KEY.repositoryId.toUpperCase()}}`) => ({
      permission,
      repository: { uuid, full_name: 'bakery/shop' },
    });
    const repository = () => json({ uuid: `{${KEY.repositoryId}}`, full_name: 'bakery/shop' });
    /** A new process, which knows no names, whose list answers this. */
    function listAnswers(list: (path: string) => Response, own: () => Response = repository): void {
      const request = (path: string, init?: RequestInit) => fetch(server.url + path, init);
      bitbucket = createBitbucket({ asApp: request, asUser: request, now: () => 0 });
      server.answer(({ path }) => (path.includes('/permissions/') ? list(path) : own()));
    }
    const asked = () => server.asked.map(({ path }) => decodeURIComponent(path));

    it('is looked up by the full name of the repository, which is read once', async () => {
      listAnswers(() => json({ values: [granted('admin')] }));
      expect(await bitbucket.readOwnPermission(KEY)).toBe('admin');
      expect(await bitbucket.readOwnPermission(KEY)).toBe('admin');
      expect(asked()).toEqual([
        expect.stringContaining('?fields=uuid,full_name'),
        expect.stringContaining('?q=repository.full_name="bakery/shop"&'),
        expect.stringContaining('?q=repository.full_name="bakery/shop"&'),
      ]);
    });

    it('is not that of another repository which has the name now', async () => {
      listAnswers(() => json({ values: [granted('admin', `{${OTHER}}`), granted('write')] }));
      expect(await bitbucket.readOwnPermission(KEY)).toBe('write');
      listAnswers(() => json({ values: [granted('admin', `{${OTHER}}`)] }));
      expect(await bitbucket.readOwnPermission(KEY)).toBe('read');
    });

    it('is found again after the repository was renamed', async () => {
      let name = 'bakery/shop';
      listAnswers(
        (path) =>
          json({
            values: path.includes(encodeURIComponent(`"${name}"`)) ? [granted('admin')] : [],
          }),
        () => json({ uuid: KEY.repositoryId, full_name: name }),
      );
      expect(await bitbucket.readOwnPermission(KEY)).toBe('admin');
      name = 'bakery/store';
      expect(await bitbucket.readOwnPermission(KEY)).toBe('admin');
    });

    it('is looked for in all pages when Bitbucket refuses the filter', async () => {
      listAnswers((path) => {
        if (path.includes('q=')) return json({ error: { message: 'No such field' } }, 400);
        return path.includes('page=2')
          ? json({ values: [granted('write')] })
          : json({
              values: [granted('admin', `{${OTHER}}`)],
              next: 'https://api.bitbucket.org/2.0/x?page=2',
            });
      });
      expect(await bitbucket.readOwnPermission(KEY)).toBe('write');
    });

    it.each([401, 403, 429, 500])(
      'is not guessed when the list is answered with %p',
      async (status) => {
        listAnswers(() => json({}, status));
        await expect(bitbucket.readOwnPermission(KEY)).rejects.toThrow('read your permission');
      },
    );

    it.each(['create', 'owner', 'ADMIN', ''])(
      'is none for %p, which is not known',
      async (name) => {
        listAnswers(() => json({ values: [granted(name)] }));
        expect(await bitbucket.readOwnPermission(KEY)).toBe('none');
      },
    );

    it.each([
      ['nothing of the repository in the list', () => json({ values: [] })],
      ['no list for them', () => json({}, 404)],
    ])('is read of a repository that they see, and none of another, with %s', async (_, list) => {
      listAnswers(list);
      expect(await bitbucket.readOwnPermission(KEY)).toBe('read');
      listAnswers(list, () => json({}, 404));
      expect(await bitbucket.readOwnPermission(KEY)).toBe('none');
    });
  });

  describe('who owns the workspace', () => {
    it.each([
      [{ permission: 'owner' }, 200, true],
      [{ permission: 'member' }, 200, false],
      [{ permission: 'OWNER' }, 200, false],
      [{}, 403, false],
      [{}, 404, false],
    ])('is told by %j with %p: %s', async (body, status, owns) => {
      server.answer(() => json(body, status));
      expect(await bitbucket.ownsWorkspace(KEY.workspaceId)).toBe(owns);
    });

    it.each([401, 429, 500])('is not guessed when the answer is %p', async (status) => {
      server.answer(() => json({}, status));
      await expect(bitbucket.ownsWorkspace(KEY.workspaceId)).rejects.toThrow(
        'read your role in the workspace',
      );
    });
  });

  describe('a list in pages', () => {
    const MAIN = { branch: { name: 'main' } };
    const values = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        id: from + index,
        source: { commit: { hash: HASH.slice(0, 12) } },
        destination: MAIN,
      }));

    it('is read to its end, on the path that was asked for', async () => {
      server.answer(({ path }) =>
        path.includes('page=2')
          ? json({ values: values(51, 7) })
          : json({ values: values(1, 50), next: 'https://evil.example/2.0/user?page=2&q=x' }),
      );
      const listed = await bitbucket.listOpenPullRequests(KEY);
      expect(listed.map(({ id }) => id)).toEqual(Array.from({ length: 57 }, (_, id) => id + 1));
      expect(server.asked.map(({ path }) => path)).toEqual([
        expect.stringContaining(`${REPOSITORY}/pullrequests?state=OPEN&pagelen=50&fields=next`),
        `${REPOSITORY}/pullrequests?page=2&q=x`,
      ]);
    });

    it('names those whose fork is gone, and all others', async () => {
      const gone = { id: 1, source: { commit: null, repository: null }, destination: MAIN };
      const there = {
        id: 2,
        source: { commit: { hash: HASH }, repository: { uuid: `{${KEY.repositoryId}}` } },
        destination: MAIN,
        draft: true,
        title: 'Rye bread [skip preview]',
      };
      const fork = {
        id: 3,
        source: { commit: { hash: HASH }, repository: { uuid: '{a}' } },
        destination: MAIN,
      };
      server.answer(() => json({ values: [gone, there, fork] }));
      expect(await bitbucket.listOpenPullRequests(KEY)).toEqual([
        {
          id: 1,
          commitPrefix: '',
          sourceGone: true,
          fork: true,
          draft: false,
          destinationBranch: 'main',
        },
        {
          id: 2,
          commitPrefix: HASH,
          sourceGone: false,
          fork: false,
          draft: true,
          destinationBranch: 'main',
          token: 'skip',
        },
        {
          id: 3,
          commitPrefix: HASH,
          sourceGone: false,
          fork: true,
          draft: false,
          destinationBranch: 'main',
        },
      ]);
    });

    it.each([
      ['fails', () => json({}, 500)],
      ['is not there', () => json({}, 404)],
      ['leads in a circle', () => json({ values: [], next: 'https://api.bitbucket.org/?page=2' })],
      ['leads nowhere', () => json({ values: [], next: 'page 3' })],
      ['lacks its values', () => json({})],
    ])('is a failure when a page %s', async (_, answer) => {
      server.answer(({ path }) =>
        path.includes('page=2')
          ? answer()
          : json({ values: values(1, 50), next: 'https://api.bitbucket.org/?page=2' }),
      );
      expect(await failureOfCall(bitbucket.listOpenPullRequests(KEY))).toMatchObject({
        kind: 'transient',
      });
    });
  });
});
