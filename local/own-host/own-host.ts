import { createHost, type Host } from '../../examples/host/create-host';
import type { Clock } from '../clock';

/** The reference host of `examples/host`, as a team's own host. It starts when it is first needed. */
export interface LocalOwnHost {
  /** Whether a request is one of its API, below `/host`, or of a visitor of one of its previews. */
  isFor(request: Request): boolean;
  handle(request: Request): Promise<Response>;
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

  return {
    isFor({ url }) {
      const { pathname, hostname } = new URL(url);
      return PREVIEW.test(hostname) || pathname === '/host' || pathname.startsWith('/host/');
    },
    async handle(request) {
      const host = await (starting ??= start());
      return host.handle(request);
    },
    async stop() {
      await (await starting)?.stop();
    },
  };
}
