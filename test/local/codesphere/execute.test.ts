import { join } from 'node:path';
import { createRepository } from './git-repository';
import { startCodesphere, type TestCodesphere } from './stand-in';

jest.setTimeout(60_000);

describe('execute', () => {
  let local: TestCodesphere;
  let id: number;

  beforeAll(async () => {
    local = await startCodesphere();
    const { url } = createRepository(join(local.directory, 'shop'), { 'docs/note': 'hello' });
    id = await local.createRunning(url, { env: [{ name: 'A', value: '1' }] });
  });

  afterAll(() => local.stop());

  const execute = (body: unknown) =>
    local.call<{ output: string }>('POST', `/workspaces/${id}/execute`, body);

  it('answers both outputs, with the variables of the workspace and its own', async () => {
    const command = 'echo $A$B; ls; echo oh >&2; exit 4';
    expect(await execute({ command, env: { B: '2' }, workingDir: 'docs' })).toMatchObject({
      status: 200,
      body: {
        command,
        workingDir: join(local.directory, 'workspaces', String(id), 'app/docs'),
        output: '12\nnote\n',
        error: 'oh\n',
      },
    });
  });

  it('leaves a process in the background running, and answers at once', async () => {
    const start = performance.now();
    const { body } = await execute({ command: 'sleep 100 >/dev/null 2>&1 & echo $!' });
    expect(performance.now() - start).toBeLessThan(3000);
    const pid = Number(body.output);
    expect(await local.controls.processes()).toContainEqual({ workspace: id, pid });
  });

  it('ends what takes longer than 5 seconds', async () => {
    const { status } = await execute({ command: 'sleep 99.5 & sleep 99.5' });
    expect(status).toBe(400);
    const left = await execute({ command: "pgrep -f 'sleep [9]9[.]5' || echo none" });
    expect(left.body.output).toBe('none\n');
  });

  it('does not wait for a process that left the group and holds the output open', async () => {
    const { status } = await execute({ command: 'setsid sleep 100 & sleep 1' });
    expect(status).toBe(400);
  });

  it.each(['../../..', '/', 'no-such-folder'])('refuses to work in %s', async (workingDir) => {
    expect(await execute({ command: 'pwd', workingDir })).toMatchObject({ status: 400 });
  });

  it('refuses a body without a command', async () => {
    expect(await execute({ command: 1 })).toMatchObject({ status: 400 });
  });
});
