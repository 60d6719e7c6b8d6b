import type { FrameMessage, HostMessage } from './messages';
import { serialize } from './serialize';

/**
 * The bridge inside a module's frame: what `@forge/react` and `@forge/bridge` find as
 * `self.__bridge`. Each operation is sent to the page; functions stay here and are called by id.
 */
type Answer = { resolve: (result: unknown) => void; reject: (error: Error) => void };
type Callback = (...args: unknown[]) => unknown;

const answers = new Map<number, Answer>();
/** Functions of the last two documents, and those that were handed over for good. */
let documentFunctions = new Map<string, Callback>();
let earlierFunctions = new Map<string, Callback>();
const lastingFunctions = new Map<string, Callback>();
const names = new WeakMap<Callback, string>();
let count = 0;

function keepIn(functions: Map<string, Callback>): (callback: Function) => string {
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

function serializeData(operation: string, data: unknown): unknown {
  if (operation !== 'reconcile') return serialize(data, keepIn(lastingFunctions));
  earlierFunctions = documentFunctions;
  documentFunctions = new Map();
  return serialize(data, keepIn(documentFunctions));
}

function callBridge(operation: string, data?: unknown): Promise<unknown> {
  const id = ++count;
  send({ kind: 'operation', id, operation, data: serializeData(operation, data) });
  if (operation === 'reconcile') return Promise.resolve();
  return new Promise((resolve, reject) => answers.set(id, { resolve, reject })).then((result) =>
    operation === 'on' || operation === 'onPublic'
      ? { unsubscribe: () => void callBridge('unsubscribe', result) }
      : result,
  );
}

async function run({ call, function: name, args }: HostMessage & { kind: 'call' }): Promise<void> {
  const callback =
    documentFunctions.get(name) ?? earlierFunctions.get(name) ?? lastingFunctions.get(name);
  try {
    const result = await callback?.(...args);
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
  if (message.kind === 'call') {
    void run(message);
    return;
  }
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
