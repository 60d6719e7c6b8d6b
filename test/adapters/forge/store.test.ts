import {
  previewOfPullRequest,
  getPullRequest,
  type PreviewKey,
} from '../../../src/domain/preview-key';
import { resolve } from 'node:path';
import { readManifest } from '../../../local/app/manifest';
import { manualClock } from '../../../local/clock';
import { createKvs } from '../../../local/kvs/kvs';
import { openMemoryStore } from '../../../local/state-store';
import { createForgeStore } from '../../../src/adapters/forge/store';
import type { Preview, PreviewState } from '../../../src/domain/preview';
import type { Store } from '../../../src/ports/store';
import { KEY, previewWith, settingsWith } from '../../domain/preview-fixture';

/** The app's store over a store of its own that is empty. */
async function emptyStore(): Promise<Store> {
  const { entities } = await readManifest(resolve(__dirname, '../../../manifest.yml'));
  const kvs = createKvs({ store: openMemoryStore(), entities, clock: manualClock(0) });
  Object.assign(globalThis, {
    __forge_fetch__: (_: object, path: string, { body }: { body: string }) =>
      Promise.resolve(kvs.handle(path, JSON.parse(body))),
  });
  return createForgeStore(() => undefined);
}

function preview(pullRequestId: number, type: PreviewState['type'], revision = 1): Preview {
  const states = {
    deploying: { type: 'deploying' },
    ready: { type: 'ready', since: 0 },
    waiting: { type: 'waiting', commit: 'a', reason: 'r', since: 0 },
  } as Partial<Record<PreviewState['type'], PreviewState>>;
  return previewWith({
    key: previewOfPullRequest(KEY, pullRequestId),
    state: states[type]!,
    revision,
  });
}

let store: Store;

beforeEach(async () => {
  store = await emptyStore();
});

test('a slot belongs to one deployment at a time', async () => {
  expect(await store.readFreeSlots(KEY, 3)).toEqual([0, 1, 2]);
  expect(await store.writePreview(preview(1, 'deploying'), { takeSlot: 1 })).toBe('written');
  expect(await store.readFreeSlots(KEY, 3)).toEqual([0, 2]);
  expect(await store.writePreview(preview(2, 'deploying'), { takeSlot: 1 })).toBe('occupied');
  expect(await store.readPreview(previewOfPullRequest(KEY, 2))).toBeUndefined();
  expect(await store.writePreview(preview(1, 'ready', 2), { freeSlot: 1 })).toBe('written');
  expect(await store.writePreview(preview(2, 'deploying'), { takeSlot: 1 })).toBe('written');
});

test('a record that was written meanwhile changes no slot', async () => {
  await store.writePreview(preview(1, 'deploying'), { takeSlot: 1 });
  expect(await store.writePreview(preview(1, 'ready', 1), { freeSlot: 1 })).toBe('conflict');
  expect(await store.writePreview(preview(1, 'deploying', 1), { takeSlot: 0 })).toBe('conflict');
  expect(await store.readFreeSlots(KEY, 2)).toEqual([0]);
});

test('what rests on settings is not written once they changed', async () => {
  await store.writeSettings(settingsWith({ revision: 1 }));
  await store.writeSettings(settingsWith({ revision: 2 }));
  const write = (settingsRevision: number) =>
    store.writePreview(preview(1, 'deploying'), { takeSlot: 0, settingsRevision });
  expect(await write(1)).toBe('conflict');
  expect(await store.readFreeSlots(KEY, 1)).toEqual([0]);
  expect(await write(2)).toBe('written');
  expect(await store.deleteSettings(settingsWith({ revision: 1 }))).toBe('conflict');
  expect(await store.deleteSettings(settingsWith({ revision: 2 }))).toBe('written');
  const next = preview(2, 'deploying');
  expect(await store.writePreview(next, { settingsRevision: 2 })).toBe('conflict');
});

test('those that wait are listed by themselves and among all', async () => {
  for (const [id, state] of [
    [1, 'deploying'],
    [2, 'waiting'],
    [3, 'waiting'],
  ] as const) {
    await store.writePreview(preview(id, state));
  }
  const ids = (keys: PreviewKey[]) => keys.map((key) => getPullRequest(key).pullRequestId);
  expect(ids(await store.listWaiting(KEY, 10))).toEqual([2, 3]);
  expect(ids(await store.listWaiting(KEY, 1))).toEqual([2]);
  const { previews } = await store.listPreviews(KEY);
  expect(ids(previews.map(({ key }) => key)).sort()).toEqual([1, 2, 3]);
  await store.writePreview(preview(2, 'ready', 2));
  expect(ids(await store.listWaiting(KEY, 10))).toEqual([3]);
});
