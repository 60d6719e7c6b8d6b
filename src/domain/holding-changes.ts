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
    ...others.map((environment) => goingFrom(environment, now)),
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
    one.state === 'ours' || one.state === 'older' ? goingFrom(one.environment, now) : one,
  );
}

/**
 * Another environment is about to take the place of what there is. The one that runs `commit` stays up until
 * then; without a commit nothing of it is ready, and it goes. So does what was left running at `place`.
 */
export function givingWay(
  holdings: Holding[],
  { commit, place, now }: { commit: string | undefined; place: Place; now: number },
): Holding[] {
  return holdings.map((one): Holding => {
    if (one.state === 'ours' && commit !== undefined) {
      return { state: 'older', environment: one.environment, commit };
    }
    if (one.state === 'ours' || (one.state === 'older' && commit !== undefined)) {
      return goingFrom(one.environment, now);
    }
    if (one.state !== 'released' || one.place !== place) return one;
    return one.environment ? goingFrom(one.environment, now) : lacked(place, now, now);
  });
}

/** Nobody needs any more what was kept up for so long. */
export function outdating(holdings: Holding[], now: number): Holding[] {
  return holdings.map((one) => (one.state === 'older' ? goingFrom(one.environment, now) : one));
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
  return [...holdings, ...environments.map((environment) => goingFrom(environment, now))];
}

/** The provider proved that the environment, which nothing of the preview needs, is gone. */
export function gone(holdings: Holding[], id: string): Holding[] {
  return holdings.filter(
    (one) => (one.state !== 'going' && one.state !== 'older') || one.environment.id !== id,
  );
}

/** An admin disconnected the provider and wants what is there to stay. */
export function releasing(holdings: Holding[]): Holding[] {
  return holdings.map((one) => {
    if (one.state === 'released') return one;
    if (one.state === 'perhaps') return { state: 'released', place: one.place };
    return { state: 'released', place: one.environment.place, environment: one.environment };
  });
}

function goingFrom(environment: Environment, now: number): Holding {
  return { state: 'going', environment, since: now };
}

function lacked(place: Place, since: number, lackedAt: number): Holding {
  return { state: 'perhaps', place, since, lackedAt };
}

/** What an adopted environment takes the place of. */
function isPlaceholder(one: Holding, place: Place): boolean {
  if (one.state === 'ours') return true;
  return (one.state === 'perhaps' || one.state === 'released') && one.place === place;
}
