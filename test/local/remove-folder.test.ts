import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

jest.setTimeout(60_000);

/** Nobody: to root no folder is read-only. */
const PLAIN_USER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/**
 * Makes folders that cannot be written in, with a link to one elsewhere, and removes them. What lies beside
 * them goes at the same time.
 */
const SCRIPT = `
const fs = require('node:fs');
const { join } = require('node:path');
const root = fs.mkdtempSync(join(require('node:os').tmpdir(), 'previews-remove-'));
const [gone, kept] = [join(root, 'gone'), join(root, 'kept')];
fs.mkdirSync(join(gone, 'cache/module'), { recursive: true });
fs.mkdirSync(kept);
fs.writeFileSync(join(gone, 'cache/module/file'), '');
fs.symlinkSync(kept, join(gone, 'cache/link'));
for (let n = 0; n < 300; n += 1) {
  fs.mkdirSync(join(gone, 'more/' + n + '/deep'), { recursive: true });
  fs.writeFileSync(join(gone, 'more/' + n + '/deep/file'), '');
}
for (const one of [join(gone, 'cache/module'), join(gone, 'cache'), kept]) fs.chmodSync(one, 0o555);
require(${JSON.stringify(require.resolve('../../local/remove-folder'))})
  .removeFolder(gone)
  .then(() => {
    const mode = (fs.statSync(kept).mode & 0o777).toString(8);
    console.log(fs.readdirSync(root).join(), mode);
    fs.rmdirSync(kept);
    fs.rmdirSync(root);
  });
`;

it('removes what a build left read-only, and leaves alone what a link leads to', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', '-e', SCRIPT],
    { ...PLAIN_USER, cwd: __dirname, env: { PATH: process.env.PATH, HOME: '/nowhere' } },
  );
  expect(stdout).toBe('kept 555\n');
});
