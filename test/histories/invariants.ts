import type { LocalCodesphere } from '../../local/codesphere/codesphere';
import type { Clock } from '../../local/clock';
import type { Reporting } from './reporting-kind';
import { environmentName, previewOfEnvironment } from '../../src/domain/environment-name';
import { isLeftRunning, perhapsOf, shownEnvironment } from '../../src/domain/holding';
import type { Preview } from '../../src/domain/preview';
import { previewId, type PreviewKey } from '../../src/domain/preview-key';
import type { Watch } from './app';
import { createDeedLog, type DeedLog, type Deeds } from './deeds';
import { findUnproven, type StoredLog } from './delete-proof';
import { createDirectReads } from './direct-reads';
import { findLeak, findUnapproved } from './fork-leaks';
import type { StoreWatch } from './forge-wire';
import { watchGreen } from './green';
import type { HistoryBitbucket } from './history-bitbucket';
import { isAllLeft, watchLeftRunning, type LeftRunning } from './left-running';
import type { MemoryEngine } from './memory-engine';
import { findOverLimit, findWrongLedger } from './limits-kept';
import type { Listing } from './short-lists';
import { createStoredLog } from './stored-log';
import { nameToApp } from './replacing-kind';
import { watchTwins, type OfPreview } from './twins';
import { watchUp } from './up';

/** What must hold at every moment, watched where calls take effect. */
export interface Invariants extends Watch, StoreWatch, Deeds {
  /** Throws what was violated so far. */
  check(): void;
  /** Whether somebody ever changed an environment of this preview by hand. */
  wasTouched(key: PreviewKey): boolean;
  /** What an admin left running. */
  readonly left: Pick<LeftRunning, 'has' | 'wasPassedOver'>;
  readonly deeds: DeedLog;
  readonly stored: StoredLog;
}

/** What the invariants look at. */
interface Watched {
  bitbucket: HistoryBitbucket;
  provider: LocalCodesphere;
  engine: MemoryEngine;
  clock: Clock;
  listing: Listing;
  /** How many deployments of one repository may be under way. */
  mostDeployments: number;
  /** Whether another environment takes the place of what ran. */
  replaces: boolean;
  /** The provider of reports, where there is one. */
  reporting?: Reporting | undefined;
}

/** So many lines Forge keeps of a minute of a function (Forge documentation). */
const LINES_A_MINUTE = 100;

/** With nothing violated. */
export function watchInvariants(world: Watched): Invariants {
  const { bitbucket, provider, engine, clock, listing } = world;
  const violations: string[] = [];
  const violate = (found: string | undefined) => void (found && violations.push(found));
  const stored = createStoredLog(() => clock.now());
  const keyOf = (nameThere: string): PreviewKey | undefined => {
    const name = nameToApp(nameThere);
    for (const repository of bitbucket.repositories) {
      const key = previewOfEnvironment(name, repository);
      if (key) return key;
    }
    // Of a branch only its record knows it.
    return stored.all().find((preview) => environmentName(preview.key) === name)?.key;
  };
  const environmentsOf = (key: PreviewKey) =>
    provider.controls.workspaces().filter(({ workspace }) => {
      const own = keyOf(workspace.name);
      return own !== undefined && previewId(own) === previewId(key);
    });
  const environmentsByPreview = (): OfPreview[] => {
    const keys = provider.controls
      .workspaces()
      .flatMap(({ workspace }) => keyOf(workspace.name) ?? []);
    const unique = new Map(keys.map((key) => [previewId(key), key]));
    return [...unique.values()].map((key) => ({ key, environments: environmentsOf(key) }));
  };
  const find = (id: number) => {
    const environment = provider.controls.workspaces().find(({ workspace }) => workspace.id === id);
    const key = environment && keyOf(environment.workspace.name);
    return key && { key, environment };
  };

  const deeds = createDeedLog(() => clock.now());
  const left = watchLeftRunning();
  const twins = watchTwins(stored, left, world.replaces);
  const upWatch = watchUp({ engine, stored });
  const handled = new Set<string>();
  const green = watchGreen({
    ...{ bitbucket, engine, environmentsOf, stored },
    reporting: world.reporting,
  });
  const reads = createDirectReads();
  const judged = { bitbucket, engine, deeds, stored, reads };

  return {
    ...deeds,
    ...{ deeds, stored, left },
    noteHand(workspace) {
      const found = find(workspace);
      if (!found) return;
      handled.add(previewId(found.key));
      green.touch(found.key);
    },
    wasTouched: (key) => handled.has(previewId(key)),
    beforeProvider({ method, url }) {
      const [, id, rest = ''] = /\/workspaces\/(\d+)(\/.*)?$/.exec(new URL(url).pathname) ?? [];
      const found = id ? find(Number(id)) : undefined;
      if (!found) return;
      const { key, environment } = found;
      if (method === 'POST' && /\/pipeline\/.*\/start/.test(rest)) {
        violate(findUnapproved(judged, key, environment));
      }
      if (method !== 'DELETE' || rest) return;
      const id0 = environment.workspace.id;
      // A preview that was wanted there again was about to take it up.
      const record = stored.record(key);
      const isReplaced = world.replaces && record?.state.type === 'creating';
      const isWanted = isReplaced || unconfirmedTeam(record) === environment.workspace.teamId;
      if (!handled.has(previewId(key))) violate(upWatch.wrongDelete(key, environment));
      const isLeft = left.has(id0) && !left.wasPassedOver(id0) && !isWanted;
      violate(isLeft ? `${previewId(key)} had been left running and was deleted` : undefined);
      const others = environmentsOf(key).filter(({ workspace }) => workspace.id !== id0);
      const wrong = findUnproven(judged, key, environment, others);
      if (wrong) violate(`${previewId(key)} ${wrong}`);
    },
    afterProvider({ method, url }, { ok }, isLate) {
      if (method !== 'POST' || !ok || !new URL(url).pathname.endsWith('/workspaces')) return;
      const made = provider.controls.workspaces().at(-1)?.workspace;
      const key = keyOf(made?.name ?? '');
      if (!key) return;
      const how = { hiddenSince: listing.hiddenSince(), isLate };
      left.noteCreated(stored.record(key), environmentsOf(key), how);
      twins.noteCreated(key, environmentsOf(key), how);
      violations.push(...twins.wrong(environmentsByPreview()));
    },
    beforeBitbucket: (path, init) => violate(green.wrongStatus(path, init)),
    afterBitbucket: (call, response) => reads.note(call, response),
    afterPreview(preview) {
      const known = stored.record(preview.key);
      const before = known && shownEnvironment(known);
      left.notePreview(known, preview, environmentsOf(preview.key));
      const isGone = preview.state.type === 'deleted' && !isLeftRunning(preview);
      if (isGone && before && find(Number(before.id))) {
        violate(`${previewId(preview.key)} was recorded as deleted while it was there`);
      }
      stored.notePreview(preview);
      upWatch.notePreview(preview);
      violate(findOverLimit(stored, known, preview));
      const { state, deployment, key } = preview;
      if (
        state.type === 'ready' &&
        !(deployment && green.runs(key, deployment.commit, shownEnvironment(preview)))
      ) {
        violate(`${previewId(key)} was recorded as ready on ${deployment?.commit}`);
      }
      // While it waits for its turn, or was left running, nobody looks whether what ran before runs.
      const asBefore =
        state.type === 'ready' ||
        (state.type === 'waiting' && !state.stopped) ||
        isAllLeft(preview);
      if (!asBefore) green.untouch(key);
    },
    afterLedger: (ledger) => violate(findWrongLedger(stored, ledger)),
    afterSettings: stored.noteSettings,
    noteLines: (count) =>
      violate(count > LINES_A_MINUTE ? `an invocation logged ${count} lines` : undefined),
    check() {
      const all = environmentsByPreview();
      violations.push(
        ...twins.wrong(all),
        ...green.wrongStatuses(),
        ...stored
          .ready()
          .flatMap((preview) => ({ ...preview, environment: shownEnvironment(preview) }))
          .flatMap(({ key, deployment, environment }) =>
            deployment && green.runs(key, deployment.commit, environment)
              ? []
              : [`${previewId(key)} is recorded as ready on ${deployment?.commit}`],
          ),
        ...all.flatMap(({ key, environments }) =>
          environments.flatMap((environment) => findLeak(judged, key, environment)),
        ),
        ...stored.crowded(world.mostDeployments),
      );
      if (violations.length > 0) throw new Error([...new Set(violations)].join('\n'));
    },
  };
}

/** The team in which a create of the preview was not confirmed. A delete names one for other reasons, too. */
function unconfirmedTeam(preview: Preview | undefined): number | undefined {
  const [unconfirmed] = preview ? perhapsOf(preview) : [];
  return unconfirmed && Number(unconfirmed.place);
}
