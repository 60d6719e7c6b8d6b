import * as v from 'valibot';
import { AbsenceReason, RunReason } from '../reason';

/**
 * Whether a subject shall have a preview now.
 * - `run`: an environment on its newest commit.
 * - `none`: no deployment begins; `existing` says what becomes of an environment that is there.
 * `until` says from when on time alone may change the verdict, in milliseconds since the epoch.
 */
export const Verdict = v.variant('want', [
  v.object({
    want: v.literal('run'),
    reason: RunReason,
    until: v.exactOptional(v.number()),
  }),
  v.object({
    want: v.literal('none'),
    existing: v.picklist(['keep', 'sleep', 'remove']),
    reason: AbsenceReason,
    until: v.exactOptional(v.number()),
  }),
]);
export type Verdict = v.InferOutput<typeof Verdict>;

/** A verdict as the record keeps it, with what it rested on: only a look judges, others compare. */
export const Judgement = v.object({
  verdict: Verdict,
  /** The newest commit then. */
  commit: v.string(),
  /** Whether the settings asked for previews. */
  on: v.boolean(),
  /** A hash of the rules that it went by. */
  rules: v.string(),
  /** Whether that commit of a fork was approved. */
  approved: v.boolean(),
  /** Whether it gave its room to a newer preview. */
  yielded: v.boolean(),
});
export type Judgement = v.InferOutput<typeof Judgement>;
