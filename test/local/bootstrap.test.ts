import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * A clone in which nothing is installed yet. Its packages lie beside it, so that npm needs no
 * registry: a loader, and a test runner that says how it was called.
 */
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'previews-clone-'));
  await mkdir(join(root, 'local'));
  await copyFile(join(__dirname, '../../local/bootstrap.mjs'), join(root, 'local/bootstrap.mjs'));
  await write('local/main.ts', 'console.log("started", process.argv.slice(2).join(" "));');
  await write('stubs/tsx/cjs.js', 'require.extensions[".ts"] = require.extensions[".js"];');
  await write(
    'stubs/jest/bin/jest.js',
    'console.log("tested", ...process.argv.slice(2)); process.exitCode = 3;',
  );
  await lock('1.0.0');
}, 60_000);

afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, content: string) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

/** Writes package.json and package-lock.json, as if both stubs had this version. */
async function lock(version: string) {
  const dependencies = { jest: 'file:stubs/jest', tsx: 'file:stubs/tsx' };
  const packages: Record<string, object> = { '': { name: 'clone', dependencies } };
  for (const name of ['jest', 'tsx']) {
    await write(`stubs/${name}/package.json`, JSON.stringify({ name, version }));
    packages[`stubs/${name}`] = { name, version };
    packages[`node_modules/${name}`] = { resolved: `stubs/${name}`, link: true };
  }
  await write('package.json', JSON.stringify({ name: 'clone', dependencies }));
  await write(
    'package-lock.json',
    JSON.stringify({ name: 'clone', lockfileVersion: 3, requires: true, packages }),
  );
}

function run(args: string[], env = process.env): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const command = [join(root, 'local/bootstrap.mjs'), ...args];
    execFile(process.execPath, command, { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr });
    });
  });
}

it('installs what is missing once, and again when the lock file changed', async () => {
  const first = await run(['start', '--repo', 'x']);
  expect(first).toMatchObject({ code: 0 });
  expect(first.output).toMatch(/Installing[^]*Installed[^]*started --repo x/);
  expect((await run(['start'])).output).toBe('started \n');
  await lock('1.0.1');
  expect((await run(['start'])).output).toMatch(/Installing[^]*started/);
}, 300_000);

it('passes the arguments on to jest, and its exit code back', async () => {
  const { code, output } = await run(['test', 'test/domain', '-t', 'a b']);
  expect(output).toContain('tested --ci test/domain -t a b');
  expect(code).toBe(3);
}, 60_000);

it.each([
  ['leaves out what only the full check runs', [], 'tested --ci --testPathIgnorePatterns='],
  ['runs all of it when asked', ['--full'], 'tested --ci\n'],
  ['runs a named file, whatever it is', ['x.full.test.ts'], 'tested --ci x.full.test.ts\n'],
])(
  '%s',
  async (_what, args, output) => {
    expect((await run(['test', ...args])).output).toContain(output);
  },
  60_000,
);

it('says what to do when packages cannot be installed', async () => {
  await write('package-lock.json', '{"lockfileVersion": 3, "packages": {"node_modules/x": {}}}');
  const { code, output } = await run(['start']);
  expect(code).toBe(1);
  expect(output).toContain('npm ci failed');
}, 60_000);

it('knows two commands', async () => {
  await run(['start']);
  const { code, output } = await run(['begin']);
  expect(code).toBe(1);
  expect(output).toMatch(/^Usage/);
}, 60_000);
