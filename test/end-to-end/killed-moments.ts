import * as fc from 'fast-check';
import { type KilledOperation, operations } from './killed-operations';

/** When to kill amid an operation. */
export interface Moment {
  operation: KilledOperation;
  name: string;
  seed: number;
  /** Counted from the operation's begin. */
  point: number;
}

/** A moment, and when to kill again at the starts that follow. */
export interface RepeatedMoment extends Moment {
  /** Each counted from the begin of its start. */
  starts: number[];
}

/** So many moments of each operation belong to every check; `KILLS` tries more. */
const USUAL = 1;
/** So many of all operations go on with kills at the next starts. */
const USUAL_REPEATED = 1;
/** About so many points are passed by a start that has something to take up. */
const START_POINTS = 60;
const { KILLS, KILL_SEED } = process.env;
const FIRST_SEED = Number(KILL_SEED ?? (KILLS ? Date.now() % 1_000_000 : 1));

/**
 * Moments of every operation, the same in each check. With `KILLS=<n>` there are n of each, from a
 * new seed on or from `KILL_SEED`; the tests' names say which they are.
 */
export function chooseMoments(): Moment[] {
  return seeds(USUAL).flatMap((seed) => operations.map((_, which) => momentOf(which, seed)));
}

/** Moments, of one operation after the other, with two kills after each. Chosen likewise. */
export function chooseRepeatedMoments(): RepeatedMoment[] {
  return seeds(USUAL_REPEATED).map((seed) => ({
    ...momentOf(seed % operations.length, seed),
    starts: draw(seed, 2).map((share) => 1 + Math.floor(share * START_POINTS)),
  }));
}

function seeds(usual: number): number[] {
  return Array.from({ length: Number(KILLS ?? usual) }, (_, index) => FIRST_SEED + index);
}

function momentOf(which: number, seed: number): Moment {
  const operation = operations[which]!;
  const [share = 0] = draw(seed * operations.length + which, 1);
  // Early points are likelier: there the operation itself is under way, later what follows from it.
  const point = 1 + Math.floor(operation.points * share ** 2);
  return { operation, name: operation.name, seed, point };
}

/** Numbers from 0 on, below 1. */
function draw(seed: number, count: number): number[] {
  const share = fc.noBias(fc.integer({ min: 0, max: 9_999 })).map((n) => n / 10_000);
  return fc.sample(share, { seed, numRuns: count });
}
