import { readFile } from 'node:fs/promises';
import { runInNewContext } from 'node:vm';

/** A node of the tree that UI Kit sends to its host. */
interface ForgeNode {
  type: string;
  props?: { text?: string };
  children?: ForgeNode[];
}

/** How a module came to show something. */
export interface OpenedModule {
  /** The resolver's functions that were called before there was content, in order. */
  calls: string[];
  /** The words that were shown first. */
  text: string;
}

/** Longer than any resolver may run. */
const TIME_LIMIT_MS = 30_000;

/**
 * Runs a module's built bundle as its frame in a browser does, until its tree holds words and no
 * spinner. `invoke` calls the resolver.
 */
export async function openModule(
  bundlePath: string,
  invoke: (name: string, payload: unknown) => Promise<unknown>,
): Promise<OpenedModule> {
  const calls: string[] = [];
  const code = await readFile(bundlePath, 'utf8');
  return new Promise((resolve, reject) => {
    const timers = createTimers();
    const fail = (message: string) => {
      clearTimeout(timer);
      timers.end();
      reject(new Error(`${bundlePath} ${message}`));
    };
    const timer = setTimeout(() => fail(`showed nothing in ${TIME_LIMIT_MS} ms.`), TIME_LIMIT_MS);
    const finish = (text: string) => {
      clearTimeout(timer);
      timers.end();
      resolve({ calls: [...calls], text });
    };
    const callBridge = (operation: string, data: unknown): Promise<unknown> => {
      if (operation === 'invoke') {
        const { functionKey, payload } = data as { functionKey: string; payload: unknown };
        calls.push(functionKey);
        return invoke(functionKey, payload);
      }
      if (operation === 'reconcile') {
        const { forgeDoc } = data as { forgeDoc: ForgeNode };
        const text = textOf(forgeDoc);
        if (text !== '' && !holdsSpinner(forgeDoc)) finish(text);
      }
      return Promise.resolve(operation === 'getContext' ? {} : undefined);
    };
    try {
      runBundle(code, callBridge, timers.functions);
    } catch (error) {
      // Its own stack would quote the bundle, which is one line.
      fail(`does not run: ${(error as Error).message}`);
    }
  });
}

/** Timers of a frame that is closed at some time: a page goes on asking for news for as long as it is open. */
function createTimers() {
  const running = new Set<NodeJS.Timeout>();
  let isOpen = true;
  const start = (timer: NodeJS.Timeout) => {
    if (isOpen) running.add(timer);
    else clearTimeout(timer);
    return timer;
  };
  return {
    functions: {
      setTimeout: (run: () => void, delay?: number) => start(setTimeout(run, delay)),
      setInterval: (run: () => void, delay?: number) => start(setInterval(run, delay)),
      ...{ clearTimeout, clearInterval },
    },
    end() {
      isOpen = false;
      for (const timer of running) clearTimeout(timer);
    },
  };
}

function runBundle(code: string, callBridge: unknown, timers: object): void {
  const frame = {
    ...{ ...timers, queueMicrotask, setImmediate },
    ...{ URL, URLSearchParams, AbortController, MessageChannel, TextEncoder, TextDecoder },
    ...{ console, performance, crypto, structuredClone },
    // The bundle wants to know where it was loaded from.
    document: { currentScript: { tagName: 'SCRIPT', src: 'http://frame.localhost/bundle.js' } },
    __bridge: { callBridge },
  };
  runInNewContext(code, Object.assign(frame, { self: frame, window: frame }));
}

function textOf({ type, props, children = [] }: ForgeNode): string {
  const own = type === 'String' ? (props?.text ?? '') : '';
  return [own, ...children.map(textOf)].filter(Boolean).join(' ');
}

function holdsSpinner({ type, children = [] }: ForgeNode): boolean {
  return type === 'Spinner' || children.some(holdsSpinner);
}
