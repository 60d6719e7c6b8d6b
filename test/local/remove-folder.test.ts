import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

jest.setTimeout(60_000);

/** Nobody: to root no folder is read-only. */
const PLAIN_USER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const source = (name: string) => JSON.stringify(require.resolve(`../../local/${name}`));

/**
 * Makes a folder of a preview that cannot be written in, with a link to one elsewhere, and does `work`, which
 * removes it. What lies beside it goes at the same time.
 */
const scriptOf = (work: string) => `
const fs = require('node:fs');
const { join } = require('node:path');
const root = fs.mkdtempSync(join(require('node:os').tmpdir(), 'previews-remove-'));
const [data, kept] = [join(root, 'data'), join(root, 'kept')];
const workspaces = join(data, 'workspaces');
const gone = join(workspaces, '7');
fs.mkdirSync(join(gone, 'cache/module'), { recursive: true });
fs.mkdirSync(kept);
fs.writeFileSync(join(gone, 'cache/module/file'), '');
fs.symlinkSync(kept, join(gone, 'cache/link'));
for (let n = 0; n < 300; n += 1) {
  fs.mkdirSync(join(gone, 'more/' + n + '/deep'), { recursive: true });
  fs.writeFileSync(join(gone, 'more/' + n + '/deep/file'), '');
}
for (const one of [join(gone, 'cache/module'), join(gone, 'cache'), kept]) fs.chmodSync(one, 0o555);
(${work}).then(() => {
  const mode = (fs.statSync(kept).mode & 0o777).toString(8);
  console.log(fs.existsSync(gone), mode);
  fs.rmSync(root, { recursive: true });
});
`;

it.each([
  ['when it is told to', `require(${source('remove-folder')}).removeFolder(gone)`],
  [
    'when everything is to be forgotten',
    `require(${source('data-directory')}).takeDataDirectory(data, true).then((one) => one.release())`,
  ],
  [
    'at a start, when nobody knows its preview any more',
    `require(${source('machine/machine-engine')}).createMachineEngine(workspaces)
      .then((engine) => engine.recover(new Set()))`,
  ],
])('removes what a build left read-only, and not what a link leads to, %s', async (_, work) => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '-e', scriptOf(work)],
    { ...PLAIN_USER, cwd: __dirname, env: { PATH: process.env.PATH, HOME: '/nowhere' } },
  );
  expect(stdout).toBe('false 555\n');
});
