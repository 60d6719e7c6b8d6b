import { codesphere } from '../../../src/adapters/providers/codesphere/kind';
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
import { noneHeard } from '../../../src/domain/commands/heard-comments';
import type { WorkspaceConnection } from '../../../src/domain/connection';
import { NO_LAYERS } from '../../../src/domain/layer';
import { emptyLedger } from '../../../src/domain/ledger';
import type { Preview, PreviewState } from '../../../src/domain/preview';
import type { Store, WriteResult } from '../../../src/ports/store';
import { KEY, previewWith, settingsWith } from '../../domain/preview-fixture';

/** What Forge says to a call in place of the answer that the store gave, which it may have acted upon. */
type Interference = (path: string, answer: Response) => Response | Promise<Response>;

let interfere: Interference | undefined;
/** No transaction reaches the store. */
let isDown = false;

/** The app's store over a store of its own that is empty. */
async function emptyStore(missing: 'KEY_NOT_FOUND' | 'NOT_FOUND' = 'KEY_NOT_FOUND') {
  const { entities } = await readManifest(resolve(__dirname, '../../../manifest.yml'));
  const kvs = createKvs({ store: openMemoryStore(), entities, clock: manualClock(0), missing });
  interfere = undefined;
  isDown = false;
  Object.assign(globalThis, {
    __forge_fetch__: async (_: object, path: string, { body }: { body: string }) => {
      if (isDown && path.endsWith('/transaction')) {
        return Response.json({ code: 'DOWN', message: 'unavailable' }, { status: 503 });
      }
      const answer = await kvs.handle(path, JSON.parse(body));
      return interfere ? interfere(path, answer) : answer;
    },
  });
  return createForgeStore(() => undefined, { codesphere });
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

describe.each(['KEY_NOT_FOUND', 'NOT_FOUND'] as const)(
  'a key that is missing, as %s',
  (missing) => {
    test('is none, wherever it is looked for', async () => {
      store = await emptyStore(missing);
      expect(await store.readPreview(KEY)).toBeUndefined();
      expect(await store.readSettings(KEY)).toBeUndefined();
      expect(await store.readCredentials(KEY.repositoryId)).toBeUndefined();
      expect(await store.readSecretValues('s')).toBeUndefined();
      expect(await store.readFreeSlots(KEY, 2)).toEqual([0, 1]);
    });

    test('tells why a write was refused', async () => {
      store = await emptyStore(missing);
      expect(await store.writePreview(preview(1, 'ready', 2))).toBe('conflict');
      expect(await store.deleteSettings(settingsWith({ revision: 2 }))).toBe('written');
    });

    test('is deleted already', async () => {
      store = await emptyStore(missing);
      interfere = (path, answer) =>
        path.endsWith('secret/delete')
          ? Response.json({ code: missing, message: 'no such key' }, { status: 404 })
          : answer;
      await expect(store.deleteCredentials(KEY.repositoryId)).resolves.toBeUndefined();
      await expect(store.deleteSecretValues('s')).resolves.toBeUndefined();
    });

    test('is no excuse for a secret that was not written', async () => {
      store = await emptyStore(missing);
      interfere = () => Response.json({ code: missing, message: 'no such store' }, { status: 404 });
      await expect(store.writeCredentials(KEY.repositoryId, { token: 'a-key' })).rejects.toThrow(
        'answered 404',
      );
    });
  },
);

test('a slot that could not be read is not free: the read fails', async () => {
  await store.writePreview(preview(1, 'deploying'), { takeSlot: 1 });
  interfere = async (path, answer) => {
    if (!path.endsWith('batch/get')) return answer;
    const { successfulKeys, failedKeys } = (await answer.json()) as Record<string, object[]>;
    const failed = successfulKeys!.map((one) => ({
      ...one,
      error: { code: 'RATE_LIMIT_EXCEEDED', message: 'later' },
    }));
    return Response.json({ successfulKeys: [], failedKeys: [...failedKeys!, ...failed] });
  };
  await expect(store.readFreeSlots(KEY, 3)).rejects.toThrow('RATE_LIMIT_EXCEEDED');
  interfere = undefined;
  expect(await store.readFreeSlots(KEY, 3)).toEqual([0, 2]);
});

function connectionOf(setBy: string): WorkspaceConnection {
  const account = {
    provider: 'codesphere',
    places: [{ place: '1', title: 'Web' }],
    setAt: 1,
    setBy,
  };
  return { version: 1, id: 'c', title: 'Web', revision: 1, ...account };
}

/** First writes of rows that have no record of their own, each telling who wrote. */
const otherRows: Record<string, (who: string) => Promise<WriteResult>> = {
  layers: (who) =>
    store.writeLayers({
      ...NO_LAYERS,
      revision: 1,
      workspace: { rules: {}, locks: {}, updatedAt: 1, updatedBy: who },
    }),
  connections: (who) => store.writeConnection(connectionOf(who)),
  comments: (who) =>
    store.writeComments({
      ...noneHeard(KEY.repositoryId),
      revision: 1,
      comments: [{ id: who.length, at: 1 }],
    }),
};

/** The first write of a ledger goes with that of a preview. */
const counted = { ledgers: [{ ...emptyLedger('workspace'), revision: 1 }] };

/** Every transaction ends in this status, whatever became of it. */
function answerTransactions(status: number): void {
  interfere = (path, answer) =>
    path.endsWith('/transaction')
      ? Response.json({ code: 'SOMETHING', message: 'no' }, { status })
      : answer;
}

describe.each([400, 404, 409, 422, 500])('a transaction that Forge answers with %d', (status) => {
  test('took place when its row says so', async () => {
    answerTransactions(status);
    expect(await store.writePreview(preview(1, 'deploying'), { takeSlot: 1 })).toBe('written');
    expect(await store.readFreeSlots(KEY, 2)).toEqual([0]);
    expect(await store.writeSettings(settingsWith({ revision: 1 }))).toBe('written');
    expect(await store.deleteSettings(settingsWith({ revision: 1 }))).toBe('written');
    expect(await store.readSettings(KEY)).toBeUndefined();
    for (const write of Object.values(otherRows)) expect(await write('one')).toBe('written');
    expect(await store.writePreview(preview(2, 'deploying'), counted)).toBe('written');
    expect(await store.deleteConnection(connectionOf('one'))).toBe('written');
    expect(await store.readConnection('c')).toBeUndefined();
  });

  test('was refused because somebody else wrote, when its row says so', async () => {
    await store.writePreview(preview(1, 'deploying'), { takeSlot: 0 });
    await store.writeSettings(settingsWith({ revision: 1 }));
    for (const write of Object.values(otherRows)) await write('one');
    await store.writePreview(preview(3, 'waiting'), counted);
    answerTransactions(status);
    expect(await store.writePreview(preview(1, 'ready'))).toBe('conflict');
    expect(await store.writePreview(preview(2, 'deploying'), { takeSlot: 0 })).toBe('occupied');
    const terms = { settingsRevision: 2 };
    expect(await store.writePreview(preview(2, 'deploying'), terms)).toBe('conflict');
    const others = settingsWith({ revision: 1, updatedBy: 'somebody else' });
    expect(await store.writeSettings(others)).toBe('conflict');
    expect(await store.deleteSettings(settingsWith({ revision: 2 }))).toBe('conflict');
    for (const write of Object.values(otherRows)) expect(await write('other')).toBe('conflict');
    expect(await store.writePreview(preview(2, 'waiting'), counted)).toBe('occupied');
    const next = { ...connectionOf('one'), revision: 2 };
    expect(await store.deleteConnection(next)).toBe('conflict');
  });
});

test('a transaction that failed and changed nothing is a failure', async () => {
  await store.writeSettings(settingsWith({ revision: 1 }));
  isDown = true;
  await expect(store.writePreview(preview(1, 'deploying'))).rejects.toThrow('unavailable');
  await expect(store.writeSettings(settingsWith({ revision: 2 }))).rejects.toThrow('unavailable');
  await expect(store.deleteSettings(settingsWith({ revision: 1 }))).rejects.toThrow('unavailable');
});
