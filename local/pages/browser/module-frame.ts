import type { ForgeNode, FrameMessage, FunctionReference, HostMessage } from '../frame/messages';

/** Runs the operations that a module asks for. An operation that throws is refused in the frame. */
export type RunOperation = (operation: string, data: unknown) => unknown;

export interface NumberedDocument {
  number: number;
  root: ForgeNode;
}

/** A connection to the frame of one module. */
export interface ModuleFrame {
  /** Says that a document is on the page, so that the frame can forget older ones. */
  drawn: (number: number) => void;
  stop: () => void;
}

export interface ModuleFrameOptions {
  /** Each new document of the app; its functions can be called. */
  onDocument: (document: NumberedDocument) => void;
  /** An error of the app that nothing in it caught. */
  onFailure: (message: string) => void;
  runOperation: RunOperation;
}

type RemoteFunction = (...args: unknown[]) => Promise<unknown>;
type Functions = Map<string, RemoteFunction>;

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/**
 * Listens to the frame that runs a module. The frame has an origin of its own, so the messages are
 * told apart by the window that sent them.
 */
export function listenToFrame(frame: HTMLIFrameElement, options: ModuleFrameOptions): ModuleFrame {
  const waiting = new Map<number, Waiting>();
  /** Functions of this document, of the one before, whose last events may be on their way, and others. */
  let current: Functions = new Map();
  let earlier: Functions = new Map();
  const lasting: Functions = new Map();
  let calls = 0;

  function post(message: HostMessage): void {
    frame.contentWindow?.postMessage(message, '*');
  }

  function revive(value: unknown, functions: Functions): unknown {
    if (Array.isArray(value)) return value.map((item) => revive(item, functions));
    if (typeof value !== 'object' || value === null) return value;
    if (isReference(value)) return functionOf(value.$function, functions);
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, revive(item, functions)]),
    );
  }

  /** The same reference gives the same function, so that React sees no change where there is none. */
  function functionOf(name: string, functions: Functions): RemoteFunction {
    const known = functions.get(name) ?? earlier.get(name) ?? ((...args) => call(name, args));
    functions.set(name, known);
    return known;
  }

  function call(name: string, args: unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const number = ++calls;
      waiting.set(number, { resolve, reject });
      post({ kind: 'call', call: number, function: name, args });
    });
  }

  function reviveDocument(data: unknown): ForgeNode {
    earlier = current;
    current = new Map();
    return (revive(data, current) as { forgeDoc: ForgeNode }).forgeDoc;
  }

  async function answer(id: number, operation: string, data: unknown): Promise<void> {
    try {
      const result = await options.runOperation(operation, revive(data, lasting));
      post({ kind: 'answered', id, result });
    } catch (error) {
      post({
        kind: 'refused',
        id,
        message: error instanceof Error ? error.message : String(error),
      });
    }
  }

  function receive(event: MessageEvent<FrameMessage>): void {
    if (event.source !== frame.contentWindow) return;
    const message = event.data;
    switch (message.kind) {
      case 'operation':
        if (message.operation === 'reconcile') {
          options.onDocument({ number: message.id, root: reviveDocument(message.data) });
        } else void answer(message.id, message.operation, message.data);
        break;
      case 'returned':
        waiting.get(message.call)?.resolve(message.result);
        waiting.delete(message.call);
        break;
      case 'threw':
        waiting.get(message.call)?.reject(new Error(message.message));
        waiting.delete(message.call);
        break;
      case 'failed':
        options.onFailure(message.message);
        break;
    }
  }

  addEventListener('message', receive);
  return {
    drawn: (number) => post({ kind: 'drawn', document: number }),
    stop: () => removeEventListener('message', receive),
  };
}

function isReference(value: object): value is FunctionReference {
  return '$function' in value && typeof value.$function === 'string';
}
