import { environmentOf } from '../../src/domain/holding';
import type { CardView } from '../../src/contract';
import type { Preview } from '../../src/domain/preview';
import { cloneRepository } from '../end-to-end/git-clone';
import type { RunningPlatform } from '../end-to-end/run-platform';
import { accountOf, bare, contextOf, type Place } from './forged-payload';
import type { Person, Row } from './who-may-call';

/** What a function answered, as far as tests look into it. */
export interface Answer {
  type: string;
  view?: { revision?: number };
  message?: string;
  remedy?: string;
  card?: Partial<CardView>;
}

/** The demo with places that payloads may name, and functions called as Forge calls them. */
export interface MatrixSession {
  running: RunningPlatform;
  /** Pull requests of the demo shop with previews that are ready. */
  shop: Place;
  another: Place;
  /** Repositories that are not connected: one of the demo's, and otto's, where the app is not installed. */
  blank: Place;
  elsewhere: Place;
  /** All of them. */
  places: Place[];
  /** What an answer about another place may not name: the shop itself, an env var, what its previews run. */
  marks: string[];
  /**
   * Calls the function as Forge would if Bitbucket let this person open the module there: no page
   * stands in between that could have refused.
   */
  invoke: (
    person: Person,
    row: readonly [module: string, name: string, ...unknown[]],
    place: Place,
    payload: unknown,
    makeContext?: (place: Place) => unknown,
  ) => Promise<Answer>;
  /** Calls it with what its page sends and `forged`; answers without what depends on the time. */
  ask: (
    person: Person,
    row: [module: string, name: string, Row],
    place: Place,
    forged?: Record<string, unknown>,
  ) => Promise<Answer>;
  /** What is stored under this key; throws when nothing is. */
  record: <T>(key: string) => T;
}

/** Waits until both pull requests of the shop are deployed. */
export async function beginMatrix(running: RunningPlatform): Promise<MatrixSession> {
  running.platform.forge.scheduler.stop();
  const shop = { ...(await placeOf(running, 'ada', 'demo/shop')), pullRequestId: 1 };
  const blank = { ...(await placeOf(running, 'ada', 'demo/blank')), pullRequestId: 1 };
  const elsewhere = { ...(await placeOf(running, 'otto', 'otto/shop')), pullRequestId: 1 };
  const another = { ...shop, pullRequestId: await openAnother(running) };
  await running.idle();

  const invoke: MatrixSession['invoke'] = (...call) => invokeAt(running, ...call);
  function record<T>(key: string): T {
    const rows = running.platform.store.table<{ value: { body: T } }>('entity').entries();
    const row = rows.find(([name]) => name === key);
    if (!row) throw new Error(`There is no record ${key}.`);
    return row[1].value.body;
  }
  const marksOfPreview = (place: Place) => {
    const preview = record<Preview>(`preview/${bare(place)}:pr-${place.pullRequestId}`);
    expect(preview.state).toMatchObject({ type: 'ready' });
    const { name, url, pageUrl } = environmentOf(preview)!;
    return [preview.pullRequest.commit.slice(0, 7), name, url!, pageUrl!];
  };
  return {
    ...{ running, shop, blank, elsewhere, another, invoke, record },
    places: [shop, another, blank, elsewhere],
    marks: [bare(shop), 'SHOP_GREETING', ...marksOfPreview(shop), ...marksOfPreview(another)],
    ask: async (person, row, place, forged = {}) =>
      timeless(await invoke(person, row, place, { ...forged, ...row[2].payload })),
  };
}

async function placeOf(running: RunningPlatform, who: string, name: string): Promise<Place> {
  const answer = await running.rest<{
    uuid: string;
    workspace: { uuid: string };
    project: { uuid: string; key: string };
  }>(who, 'GET', `/repositories/${name}`);
  const { uuid, key } = answer.project;
  const project = { uuid, key };
  return { workspaceId: answer.workspace.uuid, repositoryId: answer.uuid, project };
}

/** Opens a second pull request of the shop; answers its id. */
async function openAnother(running: RunningPlatform): Promise<number> {
  const clone = await cloneRepository(running.url, 'demo/shop');
  await clone.branch('another');
  await clone.commit('Another change', { 'another.md': 'Another\n' });
  await clone.push();
  await clone.remove();
  return running.openPullRequest('demo/shop', 'another');
}

async function invokeAt(
  { platform }: RunningPlatform,
  ...[person, [module, name], place, payload, makeContext = contextOf]: Parameters<
    MatrixSession['invoke']
  >
): Promise<Answer> {
  const { runtime, build } = platform.forge;
  const { resolver, type } = build.manifest.modules.find(({ key }) => key === module)!;
  const accountId = accountOf(person);
  const outcome = await runtime.invoke({
    functionKey: resolver!,
    moduleKey: module,
    moduleType: type as `bitbucket:${string}`,
    ...(accountId ? { accountId } : {}),
    body: { call: { functionKey: name, payload }, context: makeContext(place) },
  });
  if (!outcome.success) throw new Error(`${name} threw: ${outcome.error.message}`);
  return outcome.body as Answer;
}

/** What was answered, without what depends on the time at which it was. */
function timeless(answer: Answer): Answer {
  if (answer.card === undefined) return answer;
  const { now: _, refreshAfterSeconds: __, ...card } = answer.card;
  return { ...answer, card };
}
