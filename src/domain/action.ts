import type { Failure } from './failure';
import type { Limit } from './limit';
import type { AbsenceReason } from './reason';

/** The one next step towards what should be, and why where people read of it. */
export type Action =
  | { type: 'nothing' }
  /** Find the environment by its name or make it, then deploy. */
  | { type: 'create'; reason: string }
  /**
   * Wait for the turn to deploy `commit`: too many deployments are under way, or the limit `room` is
   * reached. `stopped` when what ran before does not run any more.
   */
  | { type: 'wait'; commit: string; reason: string; stopped: boolean; room?: Limit }
  /**
   * Bring the environment that there is to the commit and the settings that there should be. `stopped` when
   * what ran before does not run any more.
   */
  | { type: 'deploy'; reason: string; stopped?: true }
  /** Say that what was ready has ended by itself. */
  | { type: 'end'; failure: Failure }
  /** Stop the deployment that is under way: this person wants it no more. */
  | { type: 'cancel'; by: string }
  /** Look at the step that is under way, and start those that follow. */
  | { type: 'advance' }
  /** Delete what has to go while another environment runs the preview. */
  | { type: 'prune' }
  /** Delete whatever environment there is, and confirm that it is gone. */
  | { type: 'remove'; reason: AbsenceReason }
  /** Forget whatever environment there is: it is to stay, or no key is left to delete it with. */
  | { type: 'leave' }
  /** Note why there is no preview of an open pull request. */
  | { type: 'hold'; reason: AbsenceReason }
  /** The pull request is closed and there is nothing to delete: say so. */
  | { type: 'close'; reason: AbsenceReason };
