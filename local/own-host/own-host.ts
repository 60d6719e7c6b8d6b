import { createHost, type Host } from '../../examples/host/create-host';
import type { Clock } from '../clock';
import type { Upgrade } from '../http-server';

/** The reference host of `examples/host`, as a team's own host. It starts when it is first needed. */
export interface LocalOwnHost {
  /** Whether a request is one of its API, below `/host`, or of a visitor of one of its previews. */
  isFor(request: Request): boolean;
  handle(request: Request): Promise<Response>;
  /** Leads a visitor's WebSocket to a preview; refuses any other. */
  upgrade: Upgrade;
  /** Ends every process that it started, within 5 s. It cannot be used afterwards. */
  stop(): Promise<void>;
}

/** What the host is made from. */
export interface OwnHostOptions {
  directory: string;
  clock: Clock;
  /** The port of `http://localhost:<port>/host`; asked when needed. */
  port: () => number;
  /** Where the repositories are that its account for cloning opens; asked when needed. */
  gitUrl: () => string;
}

/** The token that it takes. */
const TOKEN = 'local-token';

/** Names of previews, which this app gives; those of Codesphere begin with a number. */
const PREVIEW = /^preview-[a-z0-9-]+\.localhost$/;

/** Starts nothing yet. */
export function createOwnHost(options: OwnHostOptions): LocalOwnHost {
  let starting: Promise<Host> | undefined;

  function start(): Promise<Host> {
    return createHost({
      dataDirectory: options.directory,
      token: TOKEN,
      url: `http://localhost:${options.port()}/host`,
      title: 'Local host',
      account: { url: `${options.gitUrl()}/`, username: 'ada', password: 'local' },
      now: () => options.clock.now(),
    });
  }

  function take(): Promise<Host> {
    return (starting ??= start());
  }

  return {
    isFor({ url }) {
      const { pathname, hostname } = new URL(url);
      return PREVIEW.test(hostname) || pathname === '/host' || pathname.startsWith('/host/');
    },
    async handle(request) {
      return (await take()).handle(request);
    },
    upgrade(request, socket, head) {
      const [hostname = ''] = (request.headers.host ?? '').split(':');
      if (!PREVIEW.test(hostname)) return void socket.end('HTTP/1.1 501 Not Implemented\r\n\r\n');
      take().then(
        (host) => host.upgrade(request, socket, head),
        () => socket.destroy(),
      );
    },
    async stop() {
      await (await starting?.catch(() => undefined))?.stop();
    },
  };
}
