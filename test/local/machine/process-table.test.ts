import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';
import {
  endProcesses,
  HOME_MARKER,
  listMarkedProcesses,
  parsePsLine,
} from '../../../local/machine/process-table';

describe('the process table', () => {
  const home = mkdtempSync(join(tmpdir(), 'a home-'));

  afterAll(() => rmSync(home, { recursive: true }));

  it('finds marked processes and ends those that are picked', async () => {
    const env = { PATH: process.env.PATH, [HOME_MARKER]: home, LAST: 'x=y' };
    const child = spawn('sleep', ['1000'], { env, detached: true });
    await once(child, 'spawn');
    const pid = child.pid!;
    const expected = { pid, group: pid, home };
    const findOurs = async () => (await listMarkedProcesses()).filter((one) => one.home === home);
    expect(await findOurs()).toEqual([expected]);

    const columns = ['axeww', '-o', 'pid=,pgid=,stat=,command='];
    const { stdout } = await promisify(execFile)('ps', columns);
    const fromPs = stdout.split('\n').flatMap((line) => parsePsLine(line) ?? []);
    expect(fromPs.filter((one) => one.pid === pid)).toEqual([expected]);

    const exited = once(child, 'exit');
    await endProcesses((one) => one.home === `${home}-other`);
    expect(await findOurs()).toHaveLength(1);
    await endProcesses((one) => one.home === home);
    expect(await findOurs()).toEqual([]);
    expect(await exited).toEqual([null, 'SIGTERM']);
  });

  it.each([
    ['no marker', '  12  12 S    sleep 1 A=b'],
    ['a zombie', `  12  12 Z    sleep 1 ${HOME_MARKER}=/home/1`],
    ['an empty line', ''],
  ])('takes no process from a line of ps with %s', (_, line) => {
    expect(parsePsLine(line)).toBeUndefined();
  });
});
