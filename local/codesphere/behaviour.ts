/**
 * How the stand-in behaves beyond the normal: what an account lacks, and what the real platform is
 * not known to do for certain.
 */
export interface Behaviour {
  /** Creating answers 402 "Missing billing information" for every token. */
  missingBilling: boolean;
  /** No Bitbucket account is connected: private repositories cannot be read. */
  gitDisconnected: boolean;
  /** Plans that are not offered any more: not listed, and creating with one answers 400. */
  removedPlans: number[];
  /** Every API call answers with this status and a gateway's page in HTML. */
  outageStatus: 500 | 502 | 503 | 504 | undefined;
  /** Every API call answers 429 with this `Retry-After`. */
  retryAfterSeconds: number | undefined;
  /**
   * What becomes of a workspace whose repository cannot be cloned. Not documented. `empty`: it runs
   * without files, and `git/head` answers 400 [inferred: cloning is a step inside a workspace that
   * exists by then]. `stuck`: it never starts running.
   */
  failedClone: 'empty' | 'stuck';
  /**
   * How many DELETEs of a workspace are answered with 200 and have no effect. Not documented: whether
   * the workspace is gone when the answer comes [unknown].
   */
  ignoredDeletes: number;
  /**
   * The status with which a second workspace of one name in a team is refused. That it is refused is what
   * the vendor's own action meets; the status is not documented [unknown].
   */
  takenNameStatus: 400 | 409;
  /**
   * The server that the entry of `run` names for a flat `ci.yml`. Not documented. `app` fits the
   * vendor's client, which waits for a server other than its IDE's; `codesphere-ide` is the other
   * possibility; `unlisted` lists the IDE's alone, which has no part in it.
   */
  flatRunServer: 'app' | 'codesphere-ide' | 'unlisted';
  /**
   * The calls of this method to paths that end so have this status and no effect, and all else works. A
   * status of success comes with an object that says nothing.
   */
  brokenCall: { method: string; pathEnd: string; status: number } | undefined;
  /** How long what `run` started goes on after a stop, and holds its port; milliseconds. */
  stopTakesMs: number;
  /**
   * What `devDomain` is: a `host` without scheme and port, as Codesphere gives it, or a whole `address`,
   * which a browser on this machine can open.
   */
  devDomain: 'host' | 'address';
  /**
   * What the load balancer answers while the app is not there, in place of a 502. Codesphere's client
   * knows it by words in the body, whatever the status.
   */
  gatewayAnswer: { status: number; text: string } | undefined;
}

/** An account in order, on a platform in order. */
export function normalBehaviour(): Behaviour {
  return {
    missingBilling: false,
    gitDisconnected: false,
    removedPlans: [],
    outageStatus: undefined,
    retryAfterSeconds: undefined,
    failedClone: 'empty',
    ignoredDeletes: 0,
    takenNameStatus: 400,
    flatRunServer: 'app',
    brokenCall: undefined,
    stopTakesMs: 0,
    devDomain: 'address',
    gatewayAnswer: undefined,
  };
}
