import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { resolve } from 'node:path';
import { createApi } from './api';
import type { GitAccount } from './check-out';
import { createEnvironmentWork, type WorkContext } from './environment-work';
import { takeUpEnvironments } from './environments';
import { Problem } from './failure';
import { admit, destinationOf } from './gate';
import { joinConnection, page, visit } from './preview-proxy';
import type { Address } from './start-app';
import { openStateFile } from './state-file';
import type { Limits } from './surroundings';

/** What a host is made from. */
export interface HostOptions {
  /** All that it keeps. One host at a time may use it. */
  dataDirectory: string;
  /** Opens the API. */
  token: string;
  /**
   * Where the API is reached, for instance `https://previews.example.com` or
   * `http://localhost:8790/host`. Previews are at names below that host: `<name>.localhost:8790`.
   */
  url: string;
  title?: string;
  /** The account that clones private repositories. */
  account?: GitAccount;
  limits?: Partial<Limits>;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** Is told of errors that no caller can be told of. */
  report?: (error: unknown) => void;
}

/** A host that runs previews on this machine. */
export interface Host {
  /** Answers the API, and visitors of previews by the name in the request's address. */
  handle(request: Request): Promise<Response>;
  /** Takes over a connection that is no longer HTTP, for instance a WebSocket of a preview. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Whether there is an environment of this name. */
  has(name: string): boolean;
  /** Ends every process that it started, within 4 s. A host on the same folder goes on later. */
  stop(): Promise<void>;
}

const LIMITS: Limits = { stepSeconds: 1800, startSeconds: 120, deploymentsAtOnce: 2 };

/** Takes up what is in the folder and goes on with it. */
export async function createHost(options: HostOptions): Promise<Host> {
  const url = new URL(options.url);
  const directory = resolve(options.dataDirectory);
  const now = options.now ?? Date.now;
  const report = options.report ?? console.error;
  const urlOf = (name: string) => `${url.protocol}//${name}.${url.host}`;
  const context: WorkContext = {
    file: await openStateFile(directory),
    directory,
    urlOf,
    account: options.account,
    limits: { ...LIMITS, ...options.limits },
    now: () => new Date(now()).toISOString(),
    report,
  };
  const work = createEnvironmentWork(context);
  const environments = await takeUpEnvironments(context, work);
  const title = options.title ?? 'Preview host';
  const api = createApi({ environments, title, urlOf, report }, url.pathname.replace(/\/$/, ''));

  function addressOf(name: string): Address | undefined {
    const record = environments.find(name);
    return record && work.addressOf(record);
  }

  async function showPreview(name: string, request: Request): Promise<Response> {
    const record = environments.find(name);
    if (!record || record.deleting) return page(404, 'There is no such preview.');
    const address = work.addressOf(record);
    if (address) return visit(request, address, url.protocol.slice(0, -1));
    const { runs } = record;
    if (runs?.state === 'asleep') return page(503, 'This preview sleeps. Wake it in Bitbucket.');
    return page(503, runs?.failure?.message ?? 'This preview is not ready yet.');
  }

  return {
    async handle(request) {
      try {
        const destination = destinationOf(request, url);
        if (destination.kind === 'preview') return await showPreview(destination.name, request);
        admit(request, options.token);
        return await api.fetch(request);
      } catch (error) {
        if (error instanceof Problem) return error.toResponse();
        throw error;
      }
    },
    upgrade(request, socket, head) {
      const host = request.headers.host ?? '';
      const name = host.endsWith(`.${url.host}`) ? host.slice(0, -url.host.length - 1) : '';
      const address = addressOf(name);
      if (address) joinConnection(request, socket, head, address);
      else socket.destroy();
    },
    has: (name) => environments.find(name) !== undefined,
    stop: () => work.stop(),
  };
}
