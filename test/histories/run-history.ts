import type { EntityType } from '../../local/app/manifest';
import { connectProvider } from '../../src/usecases/connect-provider';
import { disconnectProvider } from '../../src/usecases/disconnect-provider';
import type { Command } from './command';
import { perform, save } from './perform';
import { findUnsettled } from './settled';
import { addToken, createWorld, SWEEP_MS, type World } from './world';

/** How many sweeps may pass until all is quiet, once nothing goes wrong any more. */
const SWEEPS = 12;

/** A history, and how far the app's clock is ahead of all others. */
export interface History {
  commands: Command[];
  skewMs: number;
}

/** Runs a history to its end and throws what is not as it should be. */
export async function runHistory(
  { commands, skewMs }: History,
  entities: EntityType[],
): Promise<void> {
  const world = await createWorld({ entities, skewMs });
  await connectAll(world);
  for (const command of commands) {
    await perform(world, command);
    world.invariants.check();
  }
  world.endFaults();
  // Nobody mends anything in the very millisecond in which it broke.
  await world.pass(1000);
  await mend(world);
  await settle(world);
}

async function connectAll(world: World): Promise<void> {
  for (const repository of world.bitbucket.repositories) {
    await world.invoke(async (deps) => {
      await connectProvider(deps, repository, addToken(world), 'admin-account');
      await save(deps, repository, (form) => ({ ...form, enabled: true }));
    });
  }
}

/**
 * An admin does what only an admin can do: replaces a revoked key, or leaves behind what cannot be
 * deleted without it, and picks a plan that there is.
 */
async function mend(world: World): Promise<void> {
  for (const repository of world.bitbucket.repositories) {
    const token = await world.store.readToken(repository);
    const settings = await world.store.readSettings(repository);
    const opens = token !== undefined && token in world.tokens;
    if (settings?.disconnecting && !opens) {
      await world.invoke(async (deps) => {
        await disconnectProvider(deps, repository, 'keep', 'admin-account');
      });
    } else if (settings?.connection && !opens) {
      await world.invoke(async (deps) => {
        await connectProvider(deps, repository, addToken(world), 'admin-account');
      });
    }
    const planId = (await world.store.readSettings(repository))?.options?.planId;
    if (planId !== undefined && world.gonePlans.includes(Number(planId))) {
      await world.invoke((deps) => save(deps, repository, (form) => ({ ...form, planId: '9' })));
    }
  }
}

async function settle(world: World): Promise<void> {
  let wrong: string[] = [];
  for (let count = 0; count < SWEEPS; count += 1) {
    await world.pass(SWEEP_MS);
    if (world.travelling() > 0) continue;
    wrong = await findUnsettled(world);
    if (wrong.length === 0) return;
  }
  if (wrong.length === 0) {
    await world.pass(2 * 60 * 60_000);
    wrong = await findUnsettled(world);
  }
  if (wrong.length > 0) throw new Error(`After ${SWEEPS} sweeps:\n${wrong.join('\n')}`);
}
