import { getPerson } from '../../../local/bitbucket/accounts';
import { createBitbucket } from '../../../src/adapters/bitbucket/bitbucket';
import type { BitbucketRequest } from '../../../src/adapters/bitbucket/read-answer';
import { parseUuid, type PullRequestKey } from '../../../src/domain/preview-key';
import type { Bitbucket } from '../../../src/ports/bitbucket';
import { startBitbucket, type RunningBitbucket } from '../../local/bitbucket/start-bitbucket';
import { failureOfCall } from '../failure-of-call';

jest.setTimeout(60_000);

const SHOP = '/2.0/repositories/demo/shop';

describe.each([12, 40] as const)(
  'Bitbucket with hashes of %i characters',
  (pullRequestHashLength) => {
    let local: RunningBitbucket;
    let bitbucket: Bitbucket;
    let key: PullRequestKey;
    const asked: string[] = [];

    /** Requests as the app or a person, as the Forge adapter supplies them. */
    function requestAs(who: string, redirect?: RequestRedirect): BitbucketRequest {
      return (path, init) => {
        asked.push(`${init?.method ?? 'GET'} ${path.split('?')[0]}`);
        const person = `Basic ${Buffer.from(`${who}:any`).toString('base64')}`;
        const credentials =
          who === 'app'
            ? { authorization: 'Bearer service-token', 'x-local-as': 'app' }
            : { authorization: person };
        const headers = { ...init?.headers, ...credentials };
        return fetch(local.url + path, { ...init, headers, ...(redirect ? { redirect } : {}) });
      };
    }

    const as = (who: string) =>
      createBitbucket({ asApp: requestAs('app'), asUser: requestAs(who), now: Date.now });

    /** Opens a pull request from a branch with one commit. */
    async function open(branch: string): Promise<{ id: number; commit: string }> {
      const clone = await local.clone('will', 'demo/shop');
      const commit = await local.push(clone, branch, `${branch.replaceAll('/', '-')}.txt`);
      const created = await local.call('will', 'POST', `${SHOP}/pullrequests`, {
        title: branch,
        source: { branch: { name: branch } },
      });
      const { id } = created.body as { id: number };
      return { id, commit };
    }

    beforeAll(async () => {
      local = await startBitbucket({ pullRequestHashLength });
      const shop = local.bitbucket.findRepository('demo', 'shop')!;
      key = {
        workspaceId: parseUuid(local.bitbucket.findWorkspace('demo')!.uuid)!,
        repositoryId: parseUuid(shop.uuid)!,
        pullRequestId: 0,
      };
      bitbucket = as('ada');
    });
    beforeEach(() => {
      asked.length = 0;
    });
    afterAll(() => local.stop());

    it('lists the repositories that a person sees, with their projects', async () => {
      const { workspaceId, repositoryId: id } = key;
      const listed = await bitbucket.listRepositories(workspaceId);
      expect(listed).toMatchObject({ isWhole: true });
      expect(listed.repositories).toContainEqual({ id, name: 'shop', project: 'Demo' });
      expect(asked).toEqual([`GET /2.0/repositories/{${workspaceId}}`]);
      expect((await as('otto').listRepositories(workspaceId)).repositories).not.toContainEqual(
        expect.objectContaining({ id }),
      );
    });

    it('shows a pull request with the full hash', async () => {
      const { id, commit } = await open('feature/rye');
      const pullRequest = await bitbucket.readPullRequest({ ...key, pullRequestId: id });
      expect(pullRequest).toEqual({
        id,
        state: 'open',
        author: getPerson('will').uuid,
        draft: false,
        review: { approvals: 0, wantsChanges: false },
        branch: 'feature/rye',
        destinationBranch: 'main',
        commit,
        fork: false,
        pageUrl: `${local.url}/demo/shop/pull-requests/${id}`,
        repository: { slug: 'shop', private: true, gitUrl: `${local.url}/demo/shop.git` },
      });
    });

    it('tells what the repository is, and what lies in the root of its main branch', async () => {
      const facts = await bitbucket.readRepository(key);
      expect(facts).toMatchObject({ isPrivate: true, pageUrl: `${local.url}/demo/shop` });
      expect(facts.main).toMatchObject({
        branch: 'main',
        commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
      });
      const root = facts.main!.root;
      expect(root.find(({ path }) => path === 'ci.yml')?.size).toBeGreaterThan(0);
      expect(root.map(({ path }) => path)).toContain('public/');
      expect(asked).toHaveLength(2);
    });

    it('reads a file of its root, and tells when there is none', async () => {
      const { commit } = (await bitbucket.readRepository(key)).main!;
      expect(await bitbucket.readRootFile(key, { commit, path: 'ci.yml' })).toContain('run:');
      expect(await bitbucket.readRootFile(key, { commit, path: 'none.yml' })).toBeUndefined();
    });

    it('tells of a repository without a commit that it has no main branch yet', async () => {
      const made = await local.call('ada', 'POST', '/2.0/repositories/demo/new', {});
      const { uuid } = made.body as { uuid: string };
      const facts = await bitbucket.readRepository({ ...key, repositoryId: parseUuid(uuid)! });
      expect(facts).toEqual({
        isPrivate: true,
        pageUrl: `${local.url}/demo/new`,
        project: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      });
    });

    it('needs one call when the commit is known, and two at most', async () => {
      const { id, commit } = await open('feature/spelt');
      const pullRequest = { ...key, pullRequestId: id };
      asked.length = 0;
      await bitbucket.readPullRequest(pullRequest, { known: Promise.resolve(commit) });
      expect(asked).toHaveLength(1);
      const other = Promise.resolve(commit.replace(/^./, (one) => (one === '0' ? '1' : '0')));
      const read = await bitbucket.readPullRequest(pullRequest, { known: other });
      expect(read).toMatchObject({ commit });
      expect(asked).toHaveLength(pullRequestHashLength === 40 ? 2 : 3);
    });

    it('asks for the commit of a new pull request at the same time', async () => {
      const { id, commit } = await open('feature/barley');
      asked.length = 0;
      const reading = bitbucket.readPullRequest({ ...key, pullRequestId: id }, { isNew: true });
      expect(asked).toHaveLength(2);
      expect(await reading).toMatchObject({ commit });
      expect(asked).toHaveLength(2);
    });

    it('shows what became of a pull request', async () => {
      const merged = await open('feature/oat');
      await local.call('will', 'POST', `${SHOP}/pullrequests/${merged.id}/merge`, {
        close_source_branch: true,
      });
      const declined = await open('feature/corn');
      await local.call('will', 'POST', `${SHOP}/pullrequests/${declined.id}/decline`);
      const state = async (id: number) => {
        const read = await bitbucket.readPullRequest({ ...key, pullRequestId: id });
        return read === 'gone' ? read : read.state;
      };
      expect(await state(merged.id)).toBe('merged');
      expect(await state(declined.id)).toBe('declined');
      expect(await state(4711)).toBe('gone');
    });

    it('tells whether there is a branch', async () => {
      await open('feature/emmer#1');
      expect(await bitbucket.branchExists(key, 'feature/emmer#1')).toBe(true);
      expect(await bitbucket.branchExists(key, 'feature/emmer')).toBe(false);
    });

    it.each(['follow', 'manual'] as const)(
      'tells whether a pull request changes a file that is meant (redirects: %s)',
      async (redirect) => {
        const app = requestAs('app', redirect);
        const redirected = createBitbucket({ asApp: app, asUser: app, now: Date.now });
        const branch = `feature/${redirect}`;
        const { id } = await open(branch);
        const changes = (name: string) =>
          redirected.changesFile({ ...key, pullRequestId: id }, (path) => path === name);
        expect(await changes(`${branch.replace('/', '-')}.txt`)).toBe(true);
        expect(await changes('another.txt')).toBe(false);
        const failure = await failureOfCall(
          redirected.changesFile({ ...key, pullRequestId: 4711 }, () => true),
        );
        expect(failure).toMatchObject({ code: 'bitbucket-refused' });
      },
    );

    it('does not take what it may not see for gone', async () => {
      const repositoryId = '01234567-89ab-4def-8123-456789abcdef';
      const unseen = { ...key, repositoryId, pullRequestId: 1 };
      expect(await bitbucket.repositoryExists(unseen)).toBe(false);
      expect(await bitbucket.repositoryExists(key)).toBe(true);
      expect(await failureOfCall(bitbucket.branchExists(unseen, 'main'))).toMatchObject({
        code: 'bitbucket-refused',
      });
      expect(await failureOfCall(bitbucket.readPullRequest(unseen))).toMatchObject({
        ...{ code: 'bitbucket-refused', kind: 'transient' },
      });
      expect(await failureOfCall(bitbucket.listOpenPullRequests(unseen))).toMatchObject({
        ...{ code: 'bitbucket-refused', kind: 'transient' },
      });
    });

    it('tells a fork', async () => {
      const fork = local.bitbucket.repositories().find(({ workspace }) => workspace !== 'demo')!;
      const clone = await local.clone('otto', `${fork.workspace}/${fork.slug}`);
      const commit = await local.push(clone, 'feature/fork', 'fork.txt');
      const created = await local.call('otto', 'POST', `${SHOP}/pullrequests`, {
        title: 'From outside',
        source: {
          branch: { name: 'feature/fork' },
          repository: { full_name: `${fork.workspace}/${fork.slug}` },
        },
        destination: { branch: { name: 'main' } },
      });
      const { id } = created.body as { id: number };
      expect(await bitbucket.readPullRequest({ ...key, pullRequestId: id })).toMatchObject({
        ...{ fork: true, commit, branch: 'feature/fork' },
        repository: { slug: 'shop' },
      });
    });

    it('lists every open pull request', async () => {
      const { id, commit } = await open('feature/listed');
      const listed = await bitbucket.listOpenPullRequests(key);
      const prefix = listed.find((one) => one.id === id)!.commitPrefix;
      expect(prefix).toHaveLength(pullRequestHashLength);
      expect(commit.startsWith(prefix)).toBe(true);
      const all = local.bitbucket.pullRequests(local.bitbucket.findRepository('demo', 'shop')!);
      const open_ = all.filter(({ state }) => state === 'OPEN').map((one) => one.id);
      expect(listed.map((one) => one.id).sort()).toEqual(open_.sort());
    });

    it('sets a build status, which a second one replaces', async () => {
      const { id, commit } = await open('feature/status');
      const status = {
        ...{ key: `preview-${id}`, name: 'Preview', url: 'https://example.org/' },
        refname: 'feature/status',
      };
      await bitbucket.setBuildStatus(key, commit, {
        ...status,
        ...{ state: 'INPROGRESS', description: 'Preparing' },
      });
      await bitbucket.setBuildStatus(key, commit, {
        ...status,
        ...{ state: 'SUCCESSFUL', description: 'Ready' },
      });
      const shown = await local.call('rita', 'GET', `${SHOP}/pullrequests/${id}/statuses`);
      expect((shown.body as { values: unknown[] }).values).toEqual([
        expect.objectContaining({ state: 'SUCCESSFUL', description: 'Ready', name: 'Preview' }),
      ]);
    });

    it('makes, finds and edits a comment', async () => {
      const { id } = await open('feature/comment');
      const pullRequest = { ...key, pullRequestId: id };
      const marker = '[//]: # (marker "1")';
      expect(await bitbucket.findComment(pullRequest, marker)).toBeUndefined();
      const comment = await bitbucket.addComment(pullRequest, `Preparing\n\n${marker}`);
      const comments = `${SHOP}/pullrequests/${id}/comments`;
      for (let count = 0; count < 101; count += 1) {
        await local.call('rita', 'POST', comments, { content: { raw: `Nice ${count}` } });
      }
      // A person's quote is not the app's.
      await local.call('rita', 'POST', comments, { content: { raw: `> ${marker}` } });
      expect(await bitbucket.findComment(pullRequest, marker)).toBe(comment);
      expect(await bitbucket.editComment(pullRequest, comment, `Ready ${marker}`)).toBe('edited');
      const shown = await local.call('rita', 'GET', `${comments}/${comment}`);
      expect(shown.body).toMatchObject({ content: { raw: `Ready ${marker}` } });

      await local.call('ada', 'DELETE', `${comments}/${comment}`);
      expect(await bitbucket.editComment(pullRequest, comment, 'Again')).toBe('gone');
      expect(await bitbucket.findComment(pullRequest, marker)).toBeUndefined();
    });

    it.each([
      ['ada', 'admin'],
      ['will', 'write'],
      ['rita', 'read'],
      ['otto', 'none'],
    ])('says what %s may do', async (who, permission) => {
      expect(await as(who).readOwnPermission(key)).toBe(permission);
    });
  },
);
