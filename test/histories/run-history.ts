import type { EntityType } from '../../local/app/manifest';
import type { RepositoryKey } from '../../src/domain/preview-key';
import { optionsOf } from '../../src/adapters/providers/codesphere/options';
import { disconnectProvider } from '../../src/usecases/settings/disconnect-provider';
import { ADMIN, connect, save, withOption } from './change-settings';
import type { Command } from './command';
import { performAll } from './perform';
import { findRestless } from './rest';
import { findUnsettled } from './settled';
import { addNamedToken, addToken, createWorld, opensAll, SWEEP_MS, type World } from './world';

/**
 * How many sweeps may pass until all is quiet, once nothing goes wrong any more: a message asks for
 * four retries a quarter of an hour apart, and what Bitbucket refuses counts for good after an hour.
 */
const SWEEPS = 18;
/** What failed is tried again about once an hour: so long it may take until that helped. */
const LONGEST_MS = 150 * 60_000;
/** Between two looks at what is still not quiet after these sweeps. */
const SPARSE_MS = 3 * SWEEP_MS;

/**
 * How often all may seem settled and something is done all the same, such as about a second environment
 * that the app alone knows for its own. Whoever never rests does something each time.
 */
const ROUNDS = 3;

/** What may still be on its way when the faults end: a retry waits up to a quarter of an hour. */
const LONGEST_EVENT_MS = 4 * 60 * 60_000;

/**
 * A history, how far the clock of each process of the app is ahead of all others, how many may deploy at
 * once, and whether Bitbucket takes statuses of forks: it does unless told.
 */
export interface History {
  commands: Command[];
  skewsMs: number[];
  mostDeployments: number;
  takesForks?: boolean;
  /** Whether the provider brings no environment to another commit. */
  replaces?: boolean;
}

/** Runs a history to its end and throws what is not as it should be. */
export async function runHistory(
  { commands, ...options }: History,
  entities: EntityType[],
): Promise<void> {
  const world = await createWorld({ entities, ...options });
  // With which status a taken name is refused is not documented.
  world.provider.controls.behave({ takenNameStatus: options.takesForks === false ? 409 : 400 });
  await connectAll(world);
  await performAll(world, ...commands);
  world.endFaults();
  // Nobody mends anything in the very millisecond in which it broke.
  await world.pass(1000);
  for (const repository of world.bitbucket.repositories) await mend(world, repository);
  let restless: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await settle(world);
    restless = await findRestless(world);
    if (restless.length === 0) return;
  }
  throw new Error(`It did not come to rest:\n${restless.join('\n')}`);
}

async function connectAll(world: World): Promise<void> {
  for (const repository of world.bitbucket.repositories) {
    await world.invoke(async (deps) => {
      await connect(deps, repository, addToken(world));
      await save(deps, repository, (form) => ({ ...form, enabled: true }));
    });
  }
}

/**
 * An admin does what only an admin can do: replaces a revoked key, or leaves behind what cannot be
 * deleted without it, and picks a plan that there is. Of a deleted repository there is no page any
 * more, so the key is made valid again at the provider. The owner of a key that lost a team is in it
 * again; what failed meanwhile waits until an admin connects a key.
 */
async function mend(world: World, repository: RepositoryKey): Promise<void> {
  const token = (await world.store.readCredentials(repository.repositoryId))?.token;
  const settings = await world.store.readSettings(repository);
  const opens = token !== undefined && token in world.tokens;
  if (world.bitbucket.isDeleted(repository)) {
    if (token !== undefined) addNamedToken(world, token);
    return;
  }
  if (opens && !opensAll(world, token)) addNamedToken(world, token);
  const failed = (await world.store.listPreviews(repository)).previews.some(
    ({ deployment }) => deployment?.failure?.code === 'place-unavailable',
  );
  if (settings?.disconnecting && !opens) {
    await world.invoke(async (deps) => {
      await disconnectProvider(deps, repository, 'keep', ADMIN);
    });
  } else if (settings?.connection && !settings.disconnecting && (!opens || failed)) {
    await world.invoke(async (deps) => {
      await connect(deps, repository, addToken(world));
    });
  }
  const { options } = (await world.store.readSettings(repository)) ?? {};
  const planId = options && optionsOf(options.provider).planId;
  if (planId !== undefined && world.gonePlans.includes(Number(planId))) {
    await world.invoke((deps) => save(deps, repository, (form) => withOption(form, { plan: '9' })));
  }
}

async function settle(world: World): Promise<void> {
  // The last event may be hours late.
  if (world.events.size > 0) await world.pass(LONGEST_EVENT_MS);
  const begun = world.clock.now();
  let wrong: string[] = [];
  for (let count = 0; world.clock.now() - begun < LONGEST_MS; count += 1) {
    await world.pass(count < SWEEPS ? SWEEP_MS : SPARSE_MS);
    wrong = await findUnsettled(world);
    if (wrong.length === 0) return;
  }
  throw new Error(`After ${LONGEST_MS / 60_000} minutes:\n${wrong.join('\n')}`);
}
