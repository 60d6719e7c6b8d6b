import type { FaultKind, Refused, Target } from './faults';
import type { Late } from './late-calls';
import type { Lack } from './short-lists';
import type { EventTrouble } from './history-events';

/** Numbers that stand for one of what there is at that moment: the rest of their division counts. */
interface Somewhere {
  repository: number;
  pullRequest: number;
}

/** A change of a repository's settings. */
export type SettingsStep =
  | { change: 'team' | 'plan' | 'visibility' | 'variables' | 'secret' | 'stages' | 'on' | 'off' }
  /** The next of a few sets of rules. */
  | { change: 'rules' }
  /** `other-key`: of another account, which opens only the other team; that one is picked. */
  | { change: 'key' | 'other-key' | 'connect' | 'disconnect-delete' | 'disconnect-keep' }
  /** Previews are on again, with a key that was used before; or with one of the other team alone. */
  | { change: 'reconnect' | 'reconnect-other' };

/** One step of a history, as plain data, so that a case prints and shrinks. */
export type Command =
  | ({ type: 'open'; draft: boolean; from: 'branch' | 'shared-branch' | 'fork' } & Somewhere)
  | ({ type: 'push' | 'force-push' | 'retarget' | 'draft' } & Somewhere)
  /** Back to the commit before; or a commit that cannot be built. */
  | ({ type: 'push-back' | 'push-broken' } & Somewhere)
  | ({ type: 'rename-branch' | 'delete-branch' | 'merge' | 'decline' } & Somewhere)
  | ({ type: 'redeploy' | 'cancel' | 'delete-preview' | 'approve' } & Somewhere)
  /** One who may write gives this command by a comment. */
  | ({
      type: 'comment';
      name: 'deploy' | 'redeploy' | 'stop' | 'delete' | 'keep' | 'status';
    } & Somewhere)
  | ({ type: 'settings'; step: SettingsStep } & Somewhere)
  | ({ type: 'delete-environment' | 'sleep' } & Somewhere)
  | ({ type: 'stop-environment'; stage: 'prepare' | 'run' } & Somewhere)
  | { type: 'delete-repository' | 'delete-fork'; repository: number }
  | { type: 'revoke-keys' }
  /** The owner of every key that the app may have leaves this team. */
  | { type: 'lose-team'; team: 1 | 2 }
  | { type: 'plan-gone' }
  | { type: 'wait'; seconds: number }
  | { type: 'fault'; target: Target; skip: number; kind: FaultKind }
  /** After so many `calls` it is over before its time, also in the middle of a look. */
  | { type: 'outage'; target: Target; kind: FaultKind; minutes: number; calls?: number }
  /** Bitbucket takes none of these from the app, and all else. */
  | { type: 'refuse'; what: Refused; status: 403 | 404; minutes: number }
  /** All APIs answer, and environments cannot fetch; or the addresses of previews answer 502. */
  | { type: 'git-down' | 'preview-down'; minutes: number }
  /** The next such call times out, and takes effect so much later. */
  | { type: 'late-effect'; what: Late; seconds: number }
  /** How far the provider's lists, or queries of the app's store, lag behind. */
  | { type: 'listing-lag' | 'query-lag'; seconds: number }
  /** Lists that are well formed lack all that there is, or the last of it. */
  | { type: 'short-lists'; of: 'environments' | 'pull-requests'; lack: Lack; minutes: number }
  | { type: 'ignored-deletes'; count: number }
  | { type: 'kill'; skip: number }
  | { type: 'events'; trouble: EventTrouble[] }
  | {
      type: 'messages';
      doubled: number;
      unacknowledged: number;
      reversed: boolean;
      holding?: boolean;
    }
  /** The next message is delivered; it may be that of another preview, inside of `meanwhile`. */
  | { type: 'deliver' }
  | { type: 'sweep' }
  | { type: 'meanwhile'; skip: number; command: Command };
