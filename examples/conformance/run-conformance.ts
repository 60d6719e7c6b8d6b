import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readApiDocument } from './api-document';
import { hold } from './broken';
import type { Check } from './check';
import { accessChecks } from './checks/access';
import { allCallChecks } from './checks/all-calls';
import { deletionChecks } from './checks/deleting';
import { deploymentChecks } from './checks/deployments';
import { faultChecks } from './checks/faults';
import { idempotencyChecks } from './checks/idempotency';
import { listChecks } from './checks/listing';
import { mergeChecks } from './checks/merging';
import { requestChecks } from './checks/requests';
import { sleepChecks } from './checks/sleeping';
import { createHostClient, describe, type HostClient } from './host-client';
import { createKit, type Kit } from './kit';
import { openKitRepository } from './kit-repository';
import type { Offer } from './protocol';

/** In the order in which they run. */
export const CHECKS: Check[] = [
  ...accessChecks,
  ...requestChecks,
  ...deploymentChecks,
  ...mergeChecks,
  ...sleepChecks,
  ...idempotencyChecks,
  ...listChecks,
  ...deletionChecks,
  ...faultChecks,
  ...allCallChecks,
];

/** Which host, and how. */
export interface ConformanceOptions {
  /** What stands in front of `/v1`. */
  url: string;
  token: string;
  /** The first one of the offer if it is left out. */
  place?: string;
  size?: string;
  /** A repository that this machine may push to and the host may clone; else one of this machine. */
  gitUrl?: string;
  /** The folder of the app to deploy. */
  app?: string;
  /** Ids of the checks to run; all if it is left out. */
  only?: string[];
  /** How long a deployment may take, in seconds. */
  patience?: number;
  /** How long a call may take, in seconds: the app gives up after ten. */
  callSeconds?: number;
  /** How long after an answer of the host visitors may see what was before it, in seconds. */
  shownSeconds?: number;
  /** Is told each result as it comes. */
  onResult?: (result: Result) => void;
}

/** What came of one check. */
export interface Result {
  id: string;
  promise: string;
  outcome: 'kept' | 'broken' | 'skipped';
  /** Why it was broken or skipped, empty if it was kept. */
  reason: string;
  seconds: number;
}

/** Runs the checks one after the other. @throws Error when the host cannot be reached at all */
export async function runConformance(options: ConformanceOptions): Promise<Result[]> {
  const folder = await mkdtemp(join(tmpdir(), 'host-conformance-'));
  const app = options.app ?? join(__dirname, 'app');
  const repository = await openKitRepository(folder, app, options.gitUrl);
  try {
    const kit = await prepare(options, repository.sources);
    const results: Result[] = [];
    for (const check of CHECKS.filter(({ id }) => options.only?.includes(id) ?? true)) {
      const result = await runCheck(check, kit);
      options.onResult?.(result);
      results.push(result);
    }
    await kit.cleanUp();
    return results;
  } finally {
    await repository.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function prepare(options: ConformanceOptions, sources: Kit['sources']): Promise<Kit> {
  const url = options.url.replace(/\/$/, '');
  const document = readApiDocument(join(__dirname, '../../docs/host-protocol.openapi.yaml'));
  const { token, patience = 600, callSeconds = 10, shownSeconds = 60 } = options;
  const client = createHostClient({ url, token, document, callSeconds });
  const offer = await readOffer(client);
  const place = offer.places.find(({ id }) => id === (options.place ?? id));
  hold(place, `the host offers no place ${options.place ?? ''}`);
  const size = options.size ?? place.sizes[0]?.id;
  hold(size, `place ${place.id} has no size`);
  const access = { url, token, callSeconds, shownSeconds };
  return createKit({ ...access, client, offer, place: place.id, sources, size, patience });
}

async function readOffer(client: HostClient): Promise<Offer> {
  const answer = await client.call('GET', '/v1/offer');
  hold(answer.status === 200, `the offer was answered with ${describe(answer)}`);
  return answer.body as Offer;
}

async function runCheck(check: Check, kit: Kit): Promise<Result> {
  const { id, promise, needs } = check;
  const start = performance.now();
  const result = (outcome: Result['outcome'], reason = ''): Result => {
    return { id, promise, outcome, reason, seconds: (performance.now() - start) / 1000 };
  };
  if (needs && !kit.offer.capabilities.includes(needs)) {
    return result('skipped', `the host does not offer ${needs}`);
  }
  return check.run(kit).then(
    () => result('kept'),
    (error: unknown) => result('broken', (error as Error).message),
  );
}
