import type { Clock } from '../../local/clock';
import type { EntityType } from '../../local/app/manifest';
import { createKvs } from '../../local/kvs/kvs';
import { MAX_EVENTS_PER_PUSH } from '../../local/queue/limits';
import { openMemoryStore } from '../../local/state-store';
import type { Ledger } from '../../src/domain/ledger';
import { parseMessage } from '../../src/domain/message';
import type { Preview } from '../../src/domain/preview';
import {
  withLayers,
  type RepositorySettings,
  type StoredSettings,
} from '../../src/domain/settings';
import type { HistoryQueue } from './history-queue';
import { currentInvocation } from './invocation';
import type { LaggingQueries } from './lagging-queries';

/** Told of what the app stored. */
export interface StoreWatch {
  afterPreview(preview: Preview): void;
  /** After the record that was written with it. */
  afterLedger(ledger: Ledger): void;
  afterSettings(settings: RepositorySettings): void;
}

interface Wire {
  entities: EntityType[];
  clock: Clock;
  queue: HistoryQueue;
  queries: LaggingQueries;
  watch: StoreWatch;
}

/** The parts of a transaction that are looked at. */
interface Transaction {
  set?: { key: string; entityName?: string; value: { body: unknown } }[];
}

interface Publish {
  payload: { body: unknown; delayInSeconds?: number }[];
}

/**
 * Puts a store and a queue where Forge's SDKs call Forge, in this process: one world at a time may
 * have them. What an invocation calls may go wrong on its way.
 */
export function connectForge(wire: Wire): void {
  const { entities, clock, watch, queries } = wire;
  const kvs = createKvs({ store: openMemoryStore(), clock, entities });

  async function askStore(path: string, body: unknown): Promise<Response> {
    const sets = path.endsWith('/transaction') ? ((body as Transaction).set ?? []) : [];
    const stored = (name: string) =>
      sets.flatMap(({ entityName, value }) => (entityName === name ? [value.body] : []));
    const response = await kvs.handle(path, body);
    if (!response.ok) return response;
    for (const { key, entityName, value } of sets) {
      if (entityName === 'preview') queries.noteSet(key, value);
    }
    for (const preview of stored('preview')) watch.afterPreview(preview as Preview);
    for (const ledger of stored('ledger')) watch.afterLedger(ledger as Ledger);
    for (const settings of stored('repository')) {
      watch.afterSettings(withLayers(settings as StoredSettings));
    }
    const isOfPreviews = (body as { entityName?: string } | null)?.entityName === 'preview';
    return path.endsWith('/query') && isOfPreviews ? queries.answer(response) : response;
  }

  Object.assign(globalThis, {
    __forge_runtime__: { metrics: NO_METRICS, appContext: {} },
    __forge_fetch__: (
      { type }: { type: string },
      path: string,
      init: { body?: string } = {},
    ): Promise<Response> => {
      const body: unknown = JSON.parse(init.body ?? 'null');
      const ask = () => (type === 'kvs' ? askStore(path, body) : publish(wire.queue, body));
      const writes = type !== 'kvs' || !/\/(get|query)$/.test(path);
      const target = type === 'kvs' ? 'store' : 'queue';
      return currentInvocation()?.fetch(target, writes, ask) ?? ask();
    },
  });
}

function publish(queue: HistoryQueue, body: unknown): Promise<Response> {
  const { payload } = body as Publish;
  if (payload.length > MAX_EVENTS_PER_PUSH) throw new Error('One push carries too many messages.');
  const deliveries = payload.map(({ body: fields, delayInSeconds }) => {
    const message = parseMessage(fields);
    if (!message) throw new Error('The app pushed a message that it cannot read.');
    return { message, ...(delayInSeconds ? { delaySeconds: delayInSeconds } : {}) };
  });
  queue.push(deliveries);
  return Promise.resolve(new Response('{}', { status: 201 }));
}

const NO_METRICS = {
  counter: () => ({ incr: () => undefined }),
  timing: () => ({ measure: () => ({ stop: () => undefined }) }),
};
