import type { Platform } from '../../local/platform';
import type { QueueFaults } from '../../local/queue/queue';

/** Trouble that the platform makes when the app calls it. It lasts until `end`. */
export interface PlatformFaults {
  /** Bitbucket refuses the app's calls whose `METHOD /path` fits, and repeats what it was sent. */
  breakBitbucket(calls: RegExp, status: number): void;
  /** The store refuses the calls whose path fits, and repeats what it was sent. */
  breakStore(calls: RegExp, status: number): void;
  /** The queue refuses every push. */
  breakQueue(): void;
  /** What was refused since the trouble began. */
  refused(): string[];
  end(): void;
}

/** `queueFaults` are those that the platform was started with. */
export function createPlatformFaults(
  { bitbucket, forge: { kvs } }: Platform,
  queueFaults: QueueFaults,
): PlatformFaults {
  const askBitbucket = bitbucket.handle.bind(bitbucket);
  const askStore = kvs.handle.bind(kvs);
  let refused: string[] = [];
  return {
    breakBitbucket(calls, status) {
      bitbucket.handle = async (request) => {
        const call = `${request.method} ${new URL(request.url).pathname}`;
        // People and git call it too, and are answered as ever.
        if (!request.headers.has('x-local-as') || !calls.test(call)) return askBitbucket(request);
        refused.push(call);
        const error = { message: `No: ${await request.text()}` };
        return Response.json({ type: 'error', error }, { status });
      };
    },
    breakStore(calls, status) {
      kvs.handle = async (path, body) => {
        if (!calls.test(path)) return askStore(path, body);
        refused.push(path);
        const message = `No: ${JSON.stringify(body)}`;
        return Response.json({ code: 'UNKNOWN_ERROR', message }, { status });
      };
    },
    breakQueue() {
      queueFaults.refusePush = (queueName) => Boolean(refused.push(queueName));
    },
    refused: () => refused,
    end() {
      Object.assign(bitbucket, { handle: askBitbucket });
      Object.assign(kvs, { handle: askStore });
      delete queueFaults.refusePush;
      refused = [];
    },
  };
}
