import type { StateStore } from '../state-store';
import { KvsError } from './kvs-error';
import { MAX_OPERATIONS } from './limits';
import { queryEntities, queryPlain } from './queries';
import {
  BatchKeys,
  BatchSets,
  EntityQueryRequest,
  KeyRequest,
  parseRequest,
  QueryRequest,
  SetRequest,
  TransactionRequest,
} from './requests';
import { createKvsRows, type KvsRows, type RowsOptions, toEntry } from './rows';
import { planTransaction } from './transaction';

/** The key-value store of one installation, as `@forge/kvs` speaks to it. */
export interface Kvs {
  /** Answers one request: `path` such as `/api/v1/get`, `body` the parsed JSON. Never rejects. */
  handle(path: string, body: unknown): Promise<Response>;
}

type Operation = (body: unknown) => Promise<unknown>;

/** State is kept in the tables `kvs`, `secret` and `entity`. */
export function createKvs(options: RowsOptions): Kvs {
  const rows = createKvsRows(options, 'kvs');
  const secrets = createKvsRows(options, 'secret');
  const operations: Record<string, Operation> = {
    ...keyOperations('', rows, options.store),
    ...keyOperations('secret/', secrets, options.store),
    ...keyOperations('entity/', rows, options.store),
    ...batchOperations(rows, options.store),
    query: (body) => Promise.resolve(queryPlain(rows, parseRequest(QueryRequest, body))),
    'entity/query': (body) =>
      Promise.resolve(queryEntities(rows, parseRequest(EntityQueryRequest, body))),
    transaction: (body) =>
      options.store.write(planTransaction(rows, parseRequest(TransactionRequest, body))),
  };
  return {
    async handle(path, body) {
      const name = path.replace(/^\/api\/v1\//, '');
      const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
      try {
        if (!operation) throw new KvsError('NOT_FOUND', `The store has no ${path}`, 404);
        const answer = await operation(body);
        return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
      } catch (error) {
        if (!(error instanceof KvsError)) throw error;
        const { code, message, status } = error;
        return Response.json({ code, message }, { status });
      }
    },
  };
}

/** get, set and delete of one kind. */
function keyOperations(
  prefix: '' | 'secret/' | 'entity/',
  rows: KvsRows,
  store: StateStore,
): Record<string, Operation> {
  const check = <Request extends { entityName?: string | undefined }>(request: Request) => {
    if ((request.entityName !== undefined) !== (prefix === 'entity/')) {
      throw new KvsError('BAD_REQUEST', 'entityName belongs to requests of entities');
    }
    return request;
  };
  return {
    [`${prefix}get`]: (body) => Promise.resolve(rows.get(check(parseRequest(KeyRequest, body)))),
    [`${prefix}set`]: (body) => set(rows, store, check(parseRequest(SetRequest, body))),
    [`${prefix}delete`]: (body) =>
      store.write([rows.remove(check(parseRequest(KeyRequest, body)))]),
  };
}

async function set(rows: KvsRows, store: StateStore, request: SetRequest) {
  const { keyPolicy, returnValue } = request.options ?? {};
  const previous = rows.find(request);
  if (keyPolicy === 'FAIL_IF_EXISTS' && previous) {
    throw new KvsError('KEY_CONFLICT', `The key "${request.key}" exists already`, 409);
  }
  await store.write([rows.put(request)]);
  const row = returnValue === 'PREVIOUS' ? previous : returnValue && rows.find(request);
  return row ? toEntry(request, row) : undefined;
}

interface FailedKey {
  key: string;
  entityName?: string;
  error: { code: string; message: string };
}

/** Each item of a batch succeeds or fails for itself. */
function batchOperations(rows: KvsRows, store: StateStore): Record<string, Operation> {
  async function forEach<Item extends KeyRequest, Result>(
    items: Item[],
    action: (item: Item) => Promise<Result>,
  ) {
    if (items.length === 0 || items.length > MAX_OPERATIONS) {
      throw new KvsError('BAD_REQUEST', `A batch has 1 to ${MAX_OPERATIONS} items`);
    }
    const successfulKeys: Result[] = [];
    const failedKeys: FailedKey[] = [];
    for (const item of items) {
      try {
        successfulKeys.push(await action(item));
      } catch (error) {
        if (!(error instanceof KvsError)) throw error;
        const { code, message } = error;
        failedKeys.push({ ...keyOf(item), error: { code, message } });
      }
    }
    return { successfulKeys, failedKeys };
  }
  return {
    'batch/get': (body) =>
      forEach(parseRequest(BatchKeys, body), (item) => Promise.resolve(rows.get(item))),
    'batch/set': (body) =>
      forEach(parseRequest(BatchSets, body), async (item) => {
        await set(rows, store, item);
        return keyOf(item);
      }),
    'batch/delete': (body) =>
      forEach(parseRequest(BatchKeys, body), async (item) => {
        await store.write([rows.remove(item)]);
        return keyOf(item);
      }),
  };
}

function keyOf({ key, entityName }: KeyRequest) {
  return entityName === undefined ? { key } : { key, entityName };
}
