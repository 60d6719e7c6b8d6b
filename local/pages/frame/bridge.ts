import type { FrameMessage, HostMessage } from './messages';
import { serialize, type Callback } from './serialize';

/**
 * The bridge inside a module's frame: what `@forge/react` and `@forge/bridge` find as
 * `self.__bridge`. Each operation is sent to the page; functions stay here and are called by id.
 */
type Answer = { resolve: (result: unknown) => void; reject: (error: Error) => void };

const answers = new Map<number, Answer>();
/** Functions of each document that may still be on the page, and those handed over for good. */
const documentFunctions = new Map<number, Map<string, Callback>>();
const lastingFunctions = new Map<string, Callback>();
const names = new WeakMap<Callback, string>();
let count = 0;

function keepIn(functions: Map<string, Callback>): (callback: Callback) => string {
  return (callback) => {
    const known = callback as Callback & { __id__?: string };
    const name = known.__id__ ?? names.get(known) ?? `function-${++count}`;
    names.set(known, name);
    functions.set(name, known);
    return name;
  };
}

function send(message: FrameMessage): void {
  parent.postMessage(message, '*');
}

function serializeData(id: number, operation: string, data: unknown): unknown {
  if (operation !== 'reconcile') return serialize(data, keepIn(lastingFunctions));
  const functions = new Map<string, Callback>();
  documentFunctions.set(id, functions);
  return serialize(data, keepIn(functions));
}

function dropOlderDocuments(document: number): void {
  for (const id of documentFunctions.keys()) if (id < document) documentFunctions.delete(id);
}

function findFunction(name: string): Callback {
  for (const functions of [lastingFunctions, ...documentFunctions.values()]) {
    const callback = functions.get(name);
    if (callback) return callback;
  }
  throw new Error('The page called a function of a document that is gone.');
}

function callBridge(operation: string, data?: unknown): Promise<unknown> {
  const id = ++count;
  send({ kind: 'operation', id, operation, data: serializeData(id, operation, data) });
  if (operation === 'reconcile') return Promise.resolve();
  return new Promise((resolve, reject) => answers.set(id, { resolve, reject })).then((result) =>
    operation === 'on' || operation === 'onPublic'
      ? { unsubscribe: () => void callBridge('unsubscribe', result) }
      : result,
  );
}

async function run({ call, function: name, args }: HostMessage & { kind: 'call' }): Promise<void> {
  try {
    const result = await findFunction(name)(...args);
    send({ kind: 'returned', call, result: serialize(result, keepIn(lastingFunctions)) });
  } catch (error) {
    send({ kind: 'threw', call, message: messageOf(error) });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

addEventListener('message', (event: MessageEvent<HostMessage>) => {
  if (event.source !== parent) return;
  const message = event.data;
  if (message.kind === 'call') return void run(message);
  if (message.kind === 'drawn') return dropOlderDocuments(message.document);
  const answer = answers.get(message.id);
  answers.delete(message.id);
  if (message.kind === 'answered') answer?.resolve(message.result);
  else answer?.reject(new Error(message.message));
});
addEventListener('error', (event) => send({ kind: 'failed', message: event.message }));
addEventListener('unhandledrejection', (event) =>
  send({ kind: 'failed', message: messageOf(event.reason) }),
);

Object.assign(self, { __bridge: { callBridge } });
