import { eventually } from '../end-to-end/eventually';
import { refuseWithAll } from './canary-refusals';
import { REPOSITORY, type CanarySession } from './canary-session';
import { CANARIES, KEY, RUN } from './canary-values';
import { tracesIn } from './traces';

/** What only a sweep notices. Environments that are there hold what is secret. */
export function testSweeps(session: () => CanarySession): void {
  let id: number;

  beforeAll(async () => {
    const { open, settled } = session();
    ({ id } = await open('swept', RUN));
    expect(await settled(id)).toMatchObject({ title: 'Ready' });
  });
  afterEach(() => session().canary.intercept());

  test('an environment that somebody deleted at the provider', async () => {
    const { canary, settled, machines } = session();
    const [before] = machines(id);
    await atProvider('DELETE', '');
    await canary.client.sweep();
    expect(await settled(id)).toMatchObject({ title: 'Ready' });
    const [after] = machines(id);
    expect(after?.workspace.id).not.toBe(before?.workspace.id);
    expect(tracesIn({ machines: JSON.stringify(after) }, CANARIES)).not.toEqual([]);
  });

  test('an app that somebody stopped at the provider', async () => {
    const { canary, settled, machines } = session();
    await atProvider('POST', '/pipeline/run/stop');
    await eventually(async () => {
      await canary.client.sweep();
      await canary.client.idle();
      const servers = machines(id)[0]?.stages.run?.servers ?? [];
      return servers.some(({ state }) => state === 'running') || undefined;
    });
    expect(await settled(id)).toMatchObject({ title: 'Ready' });
  });

  test.each([
    ['the list of environments', /^GET .*workspaces\/team/, 403, 'could not list environments'],
    ['a look into one', /^GET .*pipeline\/run$/, 400, 'could not look into environments'],
    ['all, as a key that was revoked', /workspaces/, 401, 'could not list environments'],
  ])('a provider that refuses %s with all that it knows', async (_what, calls, status, words) => {
    const { canary } = session();
    const start = canary.said.length;
    refuseWithAll(session(), calls, status);
    await canary.client.sweep();
    await canary.client.idle();
    expect(canary.said.slice(start).join('\n')).toContain(words);
    expect(await canary.client.card(REPOSITORY, id)).toMatchObject({ title: 'Ready' });
  });

  /** Somebody with a key of their own calls the environment on the provider's side. */
  async function atProvider(method: string, path: string): Promise<void> {
    const { canary, machines } = session();
    const url = `https://cloud.codesphere.com/api/workspaces/${machines(id)[0]!.workspace.id}${path}`;
    const headers = { authorization: `Bearer ${KEY}` };
    const request = new Request(url, { method, headers });
    const { status } = await canary.platform.codesphere.handle(request);
    expect(status).toBeLessThan(300);
  }
}
