import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeploymentSpec, Environment } from '../../../../src/domain/provider';
import { createRepository, type TestRepository } from '../../../local/codesphere/git-repository';
import { startGitServer, type GitServer } from '../../../local/codesphere/git-server';
import { startCodesphere, type TestCodesphere } from '../../../local/codesphere/stand-in';
import { connectTo, type TestProvider } from './deploy';
import { changedSpec, exampleSpec, type SpecChanges } from './example-spec';

jest.setTimeout(60_000);

const ACCOUNT = { username: 'ada', password: 'sesame' };

describe('the checkout of a commit', () => {
  let local: TestCodesphere;
  let test: TestProvider;
  let server: GitServer;
  /** For those who have the password. */
  let isBroken = false;
  let repository: TestRepository;

  beforeAll(async () => {
    // Repositories below the test's folder, as plain files and with a password.
    server = await startGitServer(ACCOUNT, (path) => {
      if (isBroken) return 'broken';
      const [folder = ''] = /^.*\.git/.exec(path) ?? [];
      return { repository: join(local.directory, folder), file: join(local.directory, path) };
    });
    local = await startCodesphere({ gitCredentials: () => ACCOUNT });
    test = connectTo(local);
  });
  beforeEach(() => {
    const name = createHash('sha1').update(expect.getState().currentTestName!).digest('hex');
    repository = createRepository(join(local.directory, name), { '.gitignore': 'out\n' });
  });
  afterAll(async () => {
    await local.stop();
    server.stop();
  });

  /** An environment that runs, with the branch's first commit. */
  async function begin(changes: SpecChanges = {}) {
    const commit = repository.commit('rye', { 'README.md': 'Rye\n' });
    const spec = exampleSpec({ gitUrl: repository.url, branch: 'rye', commit, ...changes });
    const environment = await test.provider.create(spec);
    await test.runStep('start', environment, spec);
    return { spec, environment };
  }

  const execute = async ({ id }: Environment, command: string) =>
    (await local.call<{ output: string }>('POST', `/workspaces/${id}/execute`, { command })).body
      .output;
  const checkOut = (environment: Environment, spec: DeploymentSpec) =>
    test.runStep('checkout', environment, spec);

  it('of a private repository takes what a pull fetched, also after a force push', async () => {
    const gitUrl = `${server.host}${repository.url.slice(local.directory.length)}`;
    const { spec, environment } = await begin({ gitUrl, private: true });
    const next = changedSpec(spec, { commit: repository.commit('rye', { 'a.txt': 'A\n' }) });
    expect(await checkOut(environment, next)).toEqual({ state: 'done' });
    const forced = changedSpec(spec, { commit: repository.amend('rye', { 'b.txt': 'B\n' }) });
    expect(await checkOut(environment, forced)).toEqual({ state: 'done' });
    expect(await execute(environment, 'cat b.txt')).toBe('B\n');
  });

  it('of a private repository blames the account for no outage, and nobody but the branch that is gone', async () => {
    const gitUrl = `${server.host}${repository.url.slice(local.directory.length)}`;
    const { spec, environment } = await begin({ gitUrl, private: true });
    const commit = repository.commit('rye', { 'a.txt': 'A\n' });
    const failureOf = async (next: DeploymentSpec) => {
      const startedAt = Date.now() - 2 * 60_000;
      await test.provider.startStep('checkout', environment, next);
      return test.provider.readStep('checkout', environment, next, startedAt);
    };
    isBroken = true;
    const broken = await failureOf(changedSpec(spec, { commit }));
    isBroken = false;
    expect(broken).toMatchObject({
      failure: {
        code: 'fetch-failed',
        logTail: expect.arrayContaining([expect.stringMatching(/^git pull: .*500/)]) as string[],
      },
    });
    const gone = await failureOf(changedSpec(spec, { commit, branch: 'gone' }));
    expect(gone).toMatchObject({ failure: { code: 'commit-missing' } });
  });

  it('is not led astray by env vars of git, bash and the search path', async () => {
    const astray = { GIT_DIR: '/nowhere', GIT_WORK_TREE: '/nowhere', BASH_ENV: '/nowhere' };
    const variables = Object.entries({ ...astray, PATH: '$PATH:/x', LD_LIBRARY_PATH: '/x' });
    const { spec, environment } = await begin({
      variables: variables.map(([name, value]) => ({ name, value })),
    });
    const next = changedSpec(spec, { commit: repository.commit('rye', { 'a.txt': 'A\n' }) });
    expect(await checkOut(environment, next)).toEqual({ state: 'done' });
    const forced = changedSpec(spec, { commit: repository.amend('rye', { 'b.txt': 'B\n' }) });
    expect(await checkOut(environment, forced)).toEqual({ state: 'done' });
    // Without them it goes on as if they had never been.
    const steps = [{ command: 'true' }];
    const ci = JSON.stringify({ prepare: { steps }, test: { steps }, run: { steps } });
    const commit = repository.commit('rye', { 'ci.yml': ci });
    const without = changedSpec(forced, { commit, variables: [] });
    for (const step of ['checkout', 'configure']) {
      expect(await test.runStep(step, environment, without)).toEqual({ state: 'done' });
    }
    const last = changedSpec(without, { commit: repository.commit('rye', { 'd.txt': 'D\n' }) });
    expect(await checkOut(environment, last)).toEqual({ state: 'done' });
    const shown = await execute(
      environment,
      'echo "$GIT_DIR$LD_LIBRARY_PATH"; git status -s; cat d.txt',
    );
    expect(shown).toBe('\nD\n');
  });

  it('goes past the locks of a git that was killed', async () => {
    const { spec, environment } = await begin();
    await execute(environment, 'touch .git/index.lock .git/refs/heads/rye.lock');
    const next = changedSpec(spec, { commit: repository.commit('rye', { 'a.txt': 'A\n' }) });
    expect(await checkOut(environment, next)).toEqual({ state: 'done' });
    await execute(environment, 'touch .git/index.lock');
    expect(await checkOut(environment, next)).toEqual({ state: 'done' });
  });

  it('is taken from where the repository is now', async () => {
    const { spec, environment } = await begin();
    const moved = join(local.directory, `moved-${spec.name}.git`);
    const next = repository.commit('rye', { 'a.txt': 'ours\n' });
    renameSync(repository.url, moved);
    const other = createRepository(repository.url.replace(/\/[^/]*$/, '-other'), {});
    other.commit('rye', { 'a.txt': 'theirs\n' });
    renameSync(other.url, repository.url);
    const later = changedSpec(spec, { gitUrl: moved, commit: next });
    expect(await checkOut(environment, later)).toEqual({ state: 'done' });
    expect(await execute(environment, 'cat a.txt; git remote get-url origin')).toBe(
      `ours\n${moved}\n`,
    );
  });

  it('leaves the account in the address of a remote that is where the repository is', async () => {
    const { spec, environment } = await begin();
    const gitUrl = 'http://127.0.0.1:1/rye.git';
    const next = changedSpec(spec, { gitUrl, commit: 'a'.repeat(40) });
    const remoteAfter = async (url: string) => {
      await execute(environment, `git config remote.origin.url ${url}`);
      await test.provider.startStep('checkout', environment, next);
      return (await execute(environment, 'git config --get-all remote.origin.url')).trim();
    };
    const own = gitUrl.replace('//', '//oats:key@');
    expect(await remoteAfter(own)).toBe(own);
    expect(await remoteAfter('http://oats:key@127.0.0.1:2/rye.git')).toBe(gitUrl);
    for (const astray of ['oats@key', '127.0.0.1:2?', '127.0.0.1:2#', '127.0.0.1:2\\\\']) {
      expect(await remoteAfter(`'http://${astray}@127.0.0.1:1/rye.git'`)).toBe(gitUrl);
    }
  });

  it('cleans what earlier builds left, but dependencies', async () => {
    const { spec, environment } = await begin();
    await execute(
      environment,
      'mkdir -p out node_modules .codesphere-internal; touch out/old {node_modules,.codesphere-internal}/kept new',
    );
    await execute(environment, 'echo changed > README.md');
    expect(await checkOut(environment, spec)).toEqual({ state: 'done' });
    expect(
      await execute(
        environment,
        'find . -path ./.git -prune -o -type f -print | sort; cat README.md',
      ),
    ).toBe('./.codesphere-internal/kept\n./.gitignore\n./README.md\n./node_modules/kept\nRye\n');
  });

  it('waits for a pull that goes on, up to ten minutes', async () => {
    const { spec, environment } = await begin();
    const gate = join(local.directory, `gate-${spec.name}`);
    const slow = `while [ ! -e ${gate} ]; do sleep 0.05; done; git-upload-pack`;
    await execute(environment, `git config remote.origin.uploadpack '${slow}'`);
    const next = changedSpec(spec, { commit: repository.commit('rye', { 'a.txt': 'A\n' }) });
    const impatient = connectTo(local, { callTimeLimitMs: 3000 });
    const start = () => impatient.provider.startStep('checkout', environment, next);
    expect(await start()).toEqual({ state: 'running', detail: 'being fetched' });
    const look = (minutes: number) =>
      test.provider.readStep('checkout', environment, next, Date.now() - minutes * 60_000);
    expect(await look(2)).toEqual({ state: 'running', detail: 'being fetched' });
    expect(await look(11)).toMatchObject({
      failure: {
        code: 'took-too-long',
        message: expect.stringContaining('within 10 minutes') as string,
      },
    });
    writeFileSync(gate, '');
    expect(await checkOut(environment, next)).toEqual({ state: 'done' });
  });

  describe('with a submodule', () => {
    let library: TestRepository;
    const point = (to: string) => {
      const work = join(repository.url, '../work');
      const url = library.url;
      const modules = `[submodule "library"]\n\tpath = library\n\turl = ${url}\n`;
      repository.commit('rye', { '.gitmodules': modules });
      const git = (...args: string[]) => execFileSync('git', args, { cwd: work, encoding: 'utf8' });
      git('update-index', '--add', '--cacheinfo', `160000,${to},library`);
      git('-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '--quiet', '-m', 'Point');
      git('push', '--quiet', 'origin', 'HEAD:rye');
      return git('rev-parse', 'HEAD').trim();
    };

    it('brings it, and what a push that moves only its pointer means', async () => {
      library = createRepository(`${repository.url}-library`, {});
      const first = point(library.commit('main', { 'bread.txt': 'rye\n' }));
      const { environment, spec } = await begin({ commit: first });
      // git takes no submodule from a path unless it is told to.
      await execute(environment, 'git config --global protocol.file.allow always');
      const at = changedSpec(spec, { commit: first, fresh: true });
      expect(await checkOut(environment, at)).toEqual({ state: 'done' });
      expect(await execute(environment, 'cat library/bread.txt')).toBe('rye\n');
      const second = point(library.commit('main', { 'bread.txt': 'wheat\n' }));
      const next = changedSpec(spec, { commit: second, fresh: false });
      expect(await checkOut(environment, next)).toEqual({ state: 'done' });
      expect(await execute(environment, 'cat library/bread.txt')).toBe('wheat\n');
    });

    it('says when it cannot be fetched', async () => {
      library = createRepository(`${repository.url}-library`, {});
      const commit = point(library.commit('main', { 'bread.txt': 'rye\n' }));
      const { environment, spec } = await begin({ commit });
      renameSync(library.url, `${library.url}-gone`);
      const progress = await checkOut(environment, changedSpec(spec, { commit }));
      expect(progress).toMatchObject({ failure: { code: 'submodules-missing' } });
    });
  });
});
