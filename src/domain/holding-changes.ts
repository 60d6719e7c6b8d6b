import type { Holding } from './holding';
import type { Environment, Place } from './provider';

/** How holdings change. Each answers the new list; none of them calls the provider. */

/** A create is about to be made there. What was left running there is looked for by its name, too. */
export function expecting(holdings: Holding[], place: Place, now: number): Holding[] {
  const others = holdings.filter((one) => !(one.state === 'perhaps' && one.place === place));
  return [...others, { state: 'perhaps', place, since: now }];
}

/**
 * The provider showed these environments of the preview's name there: the first one is ours, the others have
 * to go. `mayHaveMore`: another create was never confirmed, and may take effect once the name is free.
 */
export function adopting(
  holdings: Holding[],
  place: Place,
  [own, ...others]: Environment[],
  { now, mayHaveMore }: { now: number; mayHaveMore: boolean },
): Holding[] {
  if (!own) return lacking(holdings, place, now);
  const rest = holdings.filter((one) => !isPlaceholder(one, place));
  return [
    { state: 'ours', environment: own },
    ...rest,
    ...others.map((environment): Holding => ({ state: 'going', environment, since: now })),
    ...(mayHaveMore ? [lacked(place, now, now)] : []),
  ];
}

/** A list of the place did not show what may be there. */
export function lacking(holdings: Holding[], place: Place, now: number): Holding[] {
  return holdings.map((one) =>
    one.state === 'perhaps' && one.place === place
      ? lacked(place, one.since, one.lackedAt ?? now)
      : one,
  );
}

/** No create was made there after all. */
export function notExpecting(holdings: Holding[], place: Place): Holding[] {
  return holdings.filter((one) => !(one.state === 'perhaps' && one.place === place));
}

/** What ran is not found any more. What was missing for a moment may be there again. */
export function missing(holdings: Holding[], now: number): Holding[] {
  return holdings.map((one) =>
    one.state === 'ours' ? lacked(one.environment.place, now, now) : one,
  );
}

/** What runs has to go. */
export function leaving(holdings: Holding[], now: number): Holding[] {
  return holdings.map((one) =>
    one.state === 'ours' ? { state: 'going', environment: one.environment, since: now } : one,
  );
}

/** What was to go stays: the first one, which ran the preview. */
export function staying(holdings: Holding[]): Holding[] {
  const first = holdings.find((one) => one.state === 'going');
  return holdings.map((one) =>
    one === first ? { state: 'ours', environment: first.environment } : one,
  );
}

/** These environments of the preview's name were found, and have to go. */
export function found(holdings: Holding[], environments: Environment[], now: number): Holding[] {
  return [
    ...holdings,
    ...environments.map((environment): Holding => ({ state: 'going', environment, since: now })),
  ];
}

/** The provider proved that the environment is gone. */
export function gone(holdings: Holding[], id: string): Holding[] {
  return holdings.filter((one) => one.state !== 'going' || one.environment.id !== id);
}

/** An admin disconnected the provider and wants what is there to stay. */
export function releasing(holdings: Holding[]): Holding[] {
  return holdings.map((one) => {
    if (one.state === 'released') return one;
    if (one.state === 'perhaps') return { state: 'released', place: one.place };
    return { state: 'released', place: one.environment.place, environment: one.environment };
  });
}

function lacked(place: Place, since: number, lackedAt: number): Holding {
  return { state: 'perhaps', place, since, lackedAt };
}

/** What an adopted environment takes the place of. */
function isPlaceholder(one: Holding, place: Place): boolean {
  if (one.state === 'ours') return true;
  return (one.state === 'perhaps' || one.state === 'released') && one.place === place;
}
