import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { eventually } from './eventually';
import { createRepository, type TestRepository } from './git-repository';
import { startGitServer, type GitServer } from './git-server';
import { newWorkspace, startCodesphere, type TestCodesphere } from './stand-in';

jest.setTimeout(60_000);

const ACCOUNT = { username: 'ada', password: 'p@ss/word:1' };

describe('git in a workspace', () => {
  let local: TestCodesphere;
  let repository: TestRepository;
  let server: GitServer;
  let host: string;
  let privateUrl: string;

  beforeAll(async () => {
    // Only the folder of the repository is served, as plain files and with a password.
    server = await startGitServer(ACCOUNT, (path) => ({
      repository: repository.url,
      file: join(repository.url, path.replace('/demo/shop.git/', '')),
    }));
    host = server.host;
    privateUrl = `${host}/demo/shop.git`;
    local = await startCodesphere({
      gitCredentials: (url) => (url.startsWith(host) ? ACCOUNT : undefined),
    });
    repository = createRepository(join(local.directory, 'shop'), { 'README.md': 'Shop\n' });
    // As the data folder of the platform is inside a repository, so are the workspaces here.
    execFileSync('git', ['clone', '--quiet', repository.url, 'clone'], { cwd: local.directory });
    renameSync(join(local.directory, 'clone/.git'), join(local.directory, '.git'));
  });

  afterEach(() => local.controls.behaveNormally());

  afterAll(async () => {
    await local.stop();
    server.stop();
  });

  const post = (id: number, path: string, body?: unknown) =>
    local.call<{ output: string; error: string }>('POST', `/workspaces/${id}${path}`, body);
  const head = async (id: number) =>
    (await local.call<{ head: string }>('GET', `/workspaces/${id}/git/head`)).body.head;

  it('pulls what was pushed since', async () => {
    const id = await local.createRunning(repository.url, { cloneDepth: 1 });
    const commit = repository.commit('main', { 'README.md': 'More\n' });
    expect((await post(id, '/git/pull/origin/main')).status).toBe(200);
    expect(await head(id)).toBe(commit);
  });

  it('cannot pull after a force push, but can reset to what the pull fetched', async () => {
    repository.commit('main', { 'README.md': 'Before\n' });
    const id = await local.createRunning(privateUrl, { isPrivateRepo: true });
    const commit = repository.amend('main', { 'README.md': 'After\n' });
    const pulled = await post(id, '/git/pull');
    expect(pulled).toMatchObject({ status: 400, body: { title: 'Git error' } });
    const command = `git reset --quiet --hard ${commit}`;
    expect((await post(id, '/execute', { command })).body.error).toBe('');
    expect(await head(id)).toBe(commit);
  });

  it.each(['-f', '--upload-pack=true'])('does not take %s for a remote', async (remote) => {
    const id = await local.createRunning(repository.url);
    expect((await post(id, `/git/pull/${remote}`)).status).toBe(400);
  });

  it('clones a private repository with the connected account', async () => {
    const id = await local.createRunning(privateUrl, { isPrivateRepo: true });
    expect(await head(id)).toMatch(/^[0-9a-f]{40}$/);
    const remote = await post(id, '/execute', { command: 'git remote get-url origin; env' });
    expect(remote.body.output).toContain(privateUrl);
    expect(remote.body.output).not.toContain(ACCOUNT.password);
  });

  it.each([
    ['without a connected account', true, true],
    ['that the request calls public', false, false],
  ])('runs empty for a private repository %s', async (_, isPrivateRepo, gitDisconnected) => {
    local.controls.behave({ gitDisconnected });
    const id = await local.createRunning(privateUrl, { isPrivateRepo });
    const answer = await local.call('GET', `/workspaces/${id}/git/head`);
    expect(answer).toMatchObject({ status: 400, body: { title: 'Git error' } });
    expect((await post(id, '/execute', { command: 'ls -A' })).body.output).toBe('');
    expect((await post(id, '/pipeline/prepare/start')).status).toBe(400);
  });

  it('runs empty for a branch that does not exist', async () => {
    const id = await local.createRunning(repository.url, { initialBranch: 'none' });
    expect((await local.call('GET', `/workspaces/${id}/git/head`)).status).toBe(400);
  });

  it('loses access to the remote with the connected account', async () => {
    const id = await local.createRunning(privateUrl, { isPrivateRepo: true });
    local.controls.behave({ gitDisconnected: true });
    expect((await post(id, '/git/pull')).status).toBe(400);
    local.controls.behave({ gitDisconnected: false });
    expect((await post(id, '/git/pull')).status).toBe(200);
  });

  it('gives no command or step the connected account', async () => {
    const files = { 'ci.yml': 'prepare: { steps: [{ command: git fetch }] }' };
    repository.commit('main', files);
    const id = await local.createRunning(privateUrl, { isPrivateRepo: true });
    const fetched = await post(id, '/execute', { command: 'git fetch' });
    expect(fetched.body.error).toContain('could not read Username');
    expect(await local.runStage(id, 'prepare')).toMatchObject({ state: 'failure' });
    const found = await post(id, '/execute', { command: 'grep -rlF "p@ss" "$HOME"; env' });
    expect(found.body.output).not.toMatch(/p@ss|\.git/);
  });

  it('can be made to never start when the clone fails', async () => {
    local.controls.behave({ failedClone: 'stuck', gitDisconnected: true });
    const fields = newWorkspace({ gitUrl: privateUrl, isPrivateRepo: true });
    const { body } = await local.call<{ id: number }>('POST', '/workspaces', fields);
    await eventually(async () => {
      const cloning = await local.controls.processes();
      expect(cloning.filter(({ workspace }) => workspace === body.id)).toEqual([]);
      const { phase } = local.controls.workspaces().find((one) => one.workspace.id === body.id)!;
      expect(phase).toBe('creating');
    });
  });
});
