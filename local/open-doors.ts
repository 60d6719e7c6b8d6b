import { type Door, openDoor } from './door';
import type { StateStore } from './state-store';

/**
 * The doors of the platform and of its hosting provider. Where any port will do, those of the last
 * start are taken again if they are free: environments were cloned from there, and links lead there.
 */
export async function openDoors(
  { port, hostingPort }: { port: number; hostingPort: number },
  store: StateStore,
  ends: (() => Promise<unknown>)[],
): Promise<{ main: Door; hosting: Door }> {
  const earlier = store.table<number>('port');

  async function open(setting: 'PORT' | 'HOSTING_PORT', wanted: number): Promise<Door> {
    const before = wanted === 0 ? (earlier.get(setting) ?? 0) : wanted;
    const door = await openDoor(before, setting, ends).catch((error: Error) => {
      if (before === wanted) throw error;
      return openDoor(wanted, setting, ends);
    });
    await store.write([earlier.put(setting, door.port())]);
    return door;
  }

  return { main: await open('PORT', port), hosting: await open('HOSTING_PORT', hostingPort) };
}
