import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Act,
  closeSpent,
  isAnswered,
  type KilledOperation,
  setUpWorld,
  type World,
} from './killed-operations';
import { choosePlace, type Place, type PlatformProcess, startProcess } from './killed-process';
import { expectConverged } from './killed-world';

/** A platform that is killed and started again over one folder, and what people have on it. */
export interface KilledSession {
  place: Place;
  /** The platform that was started last. */
  running: PlatformProcess;
  /** Makes what operations work on and waits until nothing is pending; answers one act of each. */
  prepare(operations: KilledOperation[]): Promise<Act[]>;
  /** Performs it and waits until nothing is pending or the platform is gone; says whether it was answered. */
  perform(act: Act): Promise<boolean>;
  /** Starts the platform again; it has to have ended. */
  restart(): Promise<void>;
  /** Expects that all converged, that `killed` left nothing running, and that what was answered holds. */
  expectNothingLost(killed: PlatformProcess, act: Act, answered: boolean): Promise<void>;
  end(): Promise<void>;
}

/** Starts on an empty folder. */
export async function startSession(): Promise<KilledSession> {
  const place = await choosePlace(await mkdtemp(join(tmpdir(), 'previews-killed-')));
  const clones: World['clones'] = new Map();
  let numbers = 0;
  const start = async () => (await startProcess(place))!;
  const world = (): World => ({ client: session.running.client, clones, next: () => ++numbers });
  const converged = () => expectConverged(session.running.client, place, [...clones.keys()]);
  const session: KilledSession = {
    place,
    running: await start(),
    async prepare(operations) {
      await closeSpent(world());
      const acts: Act[] = [];
      for (const operation of operations) acts.push(await operation.prepare(world()));
      await converged();
      return acts;
    },
    async perform(act) {
      const answered = await isAnswered(act, session.running.client);
      await session.running.client.idle().catch(() => undefined);
      return answered;
    },
    async restart() {
      session.running = await start();
    },
    async expectNothingLost(killed, act, answered) {
      await converged().catch((error: Error) => {
        throw new Error([killed.lastWords(), session.running.errors(), error.message].join('\n'));
      });
      expect(killed.leftProcesses()).toEqual([]);
      if (answered) expect(await act.tookEffect(session.running.client)).toBe(true);
    },
    async end() {
      await session.running.stop();
      for (const clone of clones.values()) await clone.remove();
      await rm(place.dataDirectory, { recursive: true, force: true });
    },
  };
  await setUpWorld(world());
  return session;
}
