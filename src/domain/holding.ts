import * as v from 'valibot';
import { Failure } from './failure';
import { Environment, type Place } from './provider';

/**
 * An environment that a preview has at the provider, or may have there. Times are milliseconds since the
 * epoch.
 * - `perhaps`: a create may have worked, at `since` the last time. With `lackedAt` a list did not show it;
 *   within a day one may still turn up.
 * - `ours`: it was seen. A preview has at most one.
 * - `older`: it runs `commit`, and stays up until the one that takes its place is ready. A preview has at
 *   most one, and only where the provider brings no environment to another commit.
 * - `going`: it has to go, until the provider proves that it has. `acceptedAt` is when the provider first
 *   said yes to a delete and still had it; `failure` says why it could not be deleted yet.
 * - `released`: left running on an admin's word. It is never touched, and adopted when its preview is made
 *   there again.
 */
export const Holding = v.variant('state', [
  v.object({
    state: v.literal('perhaps'),
    place: v.string(),
    since: v.number(),
    lackedAt: v.exactOptional(v.number()),
  }),
  v.object({ state: v.literal('ours'), environment: Environment }),
  v.object({ state: v.literal('older'), environment: Environment, commit: v.string() }),
  v.object({
    state: v.literal('going'),
    environment: Environment,
    since: v.number(),
    acceptedAt: v.exactOptional(v.number()),
    failure: v.exactOptional(Failure),
  }),
  v.object({
    state: v.literal('released'),
    place: v.string(),
    environment: v.exactOptional(Environment),
  }),
]);
export type Holding = v.InferOutput<typeof Holding>;

type Perhaps = Extract<Holding, { state: 'perhaps' }>;
/** A holding that runs what was ready, while another one is made to take its place. */
export type Older = Extract<Holding, { state: 'older' }>;
/** A holding that has to go. */
export type Going = Extract<Holding, { state: 'going' }>;

/** What has holdings: a preview. */
interface Holder {
  holdings: Holding[];
}

/** So long the list of a provider may show what it lacked before: a guess, none documents it. */
const TURNS_UP_MS = 24 * 60 * 60_000;

/** The environment that runs the preview; undefined while none does. */
export function environmentOf({ holdings }: Holder): Environment | undefined {
  return holdings.find((one) => one.state === 'ours')?.environment;
}

/** What still runs while another environment is made to take its place. */
export function olderOf({ holdings }: Holder): Older | undefined {
  return holdings.find((one) => one.state === 'older');
}

/** The environment that people mean: what runs, or what ran and has to go. */
export function shownEnvironment(holder: Holder): Environment | undefined {
  return environmentOf(holder) ?? olderOf(holder)?.environment ?? goingOf(holder)[0]?.environment;
}

/** The environments that have to go. */
export function goingOf({ holdings }: Holder): Going[] {
  return holdings.filter((one) => one.state === 'going');
}

/** Where a create may have worked that no list was asked about since. */
export function unconfirmedPlace({ holdings }: Holder): Place | undefined {
  return perhapsOf({ holdings }).find(({ lackedAt }) => lackedAt === undefined)?.place;
}

/** Where a create was made that was never confirmed. */
export function perhapsOf({ holdings }: Holder): Perhaps[] {
  return holdings.filter((one) => one.state === 'perhaps');
}

/** Whether an environment may turn up in a list that this app made and that was never seen. */
export function mayTurnUp(holder: Holder, now: number): boolean {
  return perhapsOf(holder).some(({ since }) => now - since < TURNS_UP_MS);
}

/** Whether an admin disconnected the provider and left running there what the preview had. */
export function isLeftRunning({ holdings }: Holder): boolean {
  return holdings.some(({ state }) => state === 'released');
}

/** Whether an environment that a list shows is one that these holdings name, or may be theirs. */
export function isKnown({ holdings }: Holder, environment: Environment): boolean {
  return holdings.some((one) => {
    if (one.state === 'perhaps') return one.lackedAt === undefined;
    return !one.environment || one.environment.id === environment.id;
  });
}

/** Whether these holdings name just this environment. */
export function isNamed({ holdings }: Holder, { id }: Environment): boolean {
  return holdings.some((one) => one.state !== 'perhaps' && one.environment?.id === id);
}

/** Whether an admin left just this environment running. */
export function isReleased({ holdings }: Holder, { id }: Environment): boolean {
  return holdings.some((one) => one.state === 'released' && one.environment?.id === id);
}
