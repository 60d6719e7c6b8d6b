import { createBitbucket } from './adapters/bitbucket/bitbucket';
import { codesphere } from './adapters/providers/codesphere/kind';
import { ona } from './adapters/providers/ona/kind';
import { ownHost } from './adapters/providers/own-host/kind';
import { spacelift } from './adapters/providers/spacelift/kind';
import { upsun } from './adapters/providers/upsun/kind';
import { parseDotenv } from './adapters/dotenv/parse-dotenv';
import { forgeAccounts } from './adapters/forge/accounts';
import { createForgeLog } from './adapters/forge/log';
import { createForgeQueue } from './adapters/forge/queue';
import { fetchOutside, requestAsApp, requestAsUser } from './adapters/forge/request';
import { createForgeStore } from './adapters/forge/store';
import { createBuildStatus } from './adapters/surfaces/build-status/build-status';
import { createComment } from './adapters/surfaces/comment/comment';
import { createReply } from './adapters/surfaces/reply/reply';
import type { Log } from './ports/log';
import type { Dependencies } from './usecases/dependencies';
import { createEventMerger } from './usecases/events/merge-events';
import { createReaders } from './usecases/card/readers';
import { createRecentReads } from './usecases/events/recent-reads';
import { MOST_DEPLOYMENTS } from './usecases/reconcile/take-turn';

const log = createForgeLog();

/** Every hosting provider: one line each. */
const providers = {
  [codesphere.id]: codesphere,
  [ownHost.id]: ownHost,
  [upsun.id]: upsun,
  [ona.id]: ona,
  [spacelift.id]: spacelift,
};
const now = () => Date.now();
const bitbucket = createBitbucket({ asApp: requestAsApp, asUser: requestAsUser, now });

/** The real world: the one place where adapters are joined. */
export const dependencies: Dependencies = {
  accounts: forgeAccounts,
  bitbucket,
  clock: { now },
  eventMerger: createEventMerger(),
  log,
  mostDeployments: MOST_DEPLOYMENTS,
  newId: () => globalThis.crypto.randomUUID(),
  outside: { fetch: fetchOutside, now },
  parseDotenv,
  providers,
  queue: createForgeQueue(),
  readers: createReaders(),
  recentReads: createRecentReads(),
  store: createForgeStore(log, providers),
  surfaces: [createBuildStatus(bitbucket), createComment(bitbucket), createReply(bitbucket)],
};

/** The same, which says what it does to another log. */
export function loggingTo(other: Log): Dependencies {
  return { ...dependencies, log: other, store: createForgeStore(other, providers) };
}
