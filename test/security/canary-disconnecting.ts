import { stagesOnly } from '../fixtures/codesphere/chosen-fields';
import { REPOSITORY, type CanarySession } from './canary-session';
import { CANARIES, ECHO_WELL, KEY, SECRET, variables } from './canary-values';
import { tracesIn } from './traces';

/** The last that an admin does: what runs is left or deleted, and the app forgets all secrets. */
export function testDisconnecting(session: () => CanarySession): void {
  let id: number;
  const running = () => tracesIn({ machines: JSON.stringify(session().machines(id)) }, [SECRET]);
  const kept = () => tracesIn({ kept: session().kept() }, CANARIES);

  async function disconnect(previews: 'keep' | 'delete'): Promise<void> {
    const { settings, canary } = session();
    expect(running()).not.toEqual([]);
    expect(kept()).not.toEqual([]);
    expect(await settings.disconnect(previews)).toMatchObject({ type: 'saved' });
    await canary.client.idle();
    expect((await settings.load()).connection).toBeUndefined();
    expect(kept()).toEqual([]);
  }

  test('disconnecting that leaves what runs leaves none in the app', async () => {
    const { open, settled } = session();
    ({ id } = await open('left', ECHO_WELL));
    expect(await settled(id)).toMatchObject({ title: 'Ready' });
    await disconnect('keep');
    expect(running()).not.toEqual([]);
    expect(await settled(id)).toMatchObject({ title: 'Not connected' });
  });

  test('connecting again takes over what was left', async () => {
    const { settings, settled, machines } = session();
    const [left] = machines(id);
    expect(await settings.connect(KEY)).toMatchObject({ type: 'saved' });
    const options = stagesOnly('prepare', 'run');
    await settings.save({ variables: variables(SECRET), options });
    expect(await settled(id)).toMatchObject({ title: 'Ready' });
    expect(machines(id)).toMatchObject([{ workspace: { id: left?.workspace.id } }]);
  });

  test('disconnecting that deletes what runs leaves none anywhere', async () => {
    const { canary, settled } = session();
    await disconnect('delete');
    expect(await settled(id)).toMatchObject({
      title: 'Removed',
      message: 'The hosting provider was disconnected from this repository.',
    });
    expect(await canary.client.comments(REPOSITORY, id)).toHaveLength(1);
    const left = JSON.stringify(canary.platform.codesphere.controls.workspaces());
    expect(tracesIn({ left }, CANARIES)).toEqual([]);
  });

  test('a repository that is deleted leaves none anywhere', async () => {
    const { canary, settings, settled } = session();
    expect(await settings.connect(KEY)).toMatchObject({ type: 'saved' });
    await settings.save({ variables: variables(SECRET) });
    await canary.client.idle();
    expect(kept()).not.toEqual([]);
    expect((await settled(id)).title).toBe('Ready');
    expect(running()).not.toEqual([]);
    await canary.client.rest('ada', 'DELETE', `/repositories/${REPOSITORY}`);
    await canary.client.idle();
    expect(session().machines(id)).toEqual([]);
    expect(kept()).toEqual([]);
    const left = JSON.stringify(canary.platform.codesphere.controls.workspaces());
    expect(tracesIn({ left }, CANARIES)).toEqual([]);
  });
}
