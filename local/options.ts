import { parseArgs } from 'node:util';
import { defined } from '../src/domain/defined';
import { CONNECTIONS, type DemoConnection } from './demo/connections';

/** What a person can choose at a start. */
export interface StartOptions {
  port: number;
  hostingPort: number;
  dataDirectory: string;
  codesphereUrl?: string;
  hostUrl?: string;
  upsunUrl?: string;
  upsunAuthUrl?: string;
  onaUrl?: string;
  spaceliftUrl?: string;
  repo?: string;
  /** What `repo` is connected to. */
  provider?: DemoConnection;
  fresh: boolean;
}

const PROVIDERS = CONNECTIONS.map(({ provider }) => provider).join('|');
const USAGE = `npm start -- [--repo <path to a git repository> [--provider ${PROVIDERS}]] [--fresh]`;
const DEFAULT_PORT = 8780;

/**
 * Reads arguments and environment.
 *
 * @throws Error that names the setting and says what it may be
 */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): StartOptions {
  const { repo, provider, fresh = false } = parseArguments(args);
  const port = readPort('PORT', env.PORT, DEFAULT_PORT);
  const codesphereUrl = readUrl('CODESPHERE_URL', env.CODESPHERE_URL);
  const hostUrl = readUrl('HOST_URL', env.HOST_URL);
  const upsunUrl = readUrl('UPSUN_URL', env.UPSUN_URL);
  const upsunAuthUrl = readUrl('UPSUN_AUTH_URL', env.UPSUN_AUTH_URL);
  const onaUrl = readUrl('ONA_URL', env.ONA_URL);
  const spaceliftUrl = readUrl('SPACELIFT_URL', env.SPACELIFT_URL);
  return {
    port,
    // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing -- empty means not set
    dataDirectory: env.DATA_DIR || '.local',
    hostingPort: readPort('HOSTING_PORT', env.HOSTING_PORT, port === 0 ? 0 : port + 1),
    fresh,
    ...defined({
      codesphereUrl,
      hostUrl,
      upsunUrl,
      upsunAuthUrl,
      onaUrl,
      spaceliftUrl,
      repo,
      provider,
    }),
  };
}

function parseArguments(
  args: string[],
): Pick<StartOptions, 'repo' | 'provider'> & { fresh?: boolean } {
  const { provider: name, ...values } = tryParse(args);
  if (values.repo === '') throw new Error(`--repo has no path. Usage: ${USAGE}`);
  if (name === undefined) return values;
  const provider = CONNECTIONS.find((one) => one.provider === name);
  if (provider && values.repo !== undefined) return { ...values, provider };
  const problem = provider ? 'is for the repository of --repo' : `does not know "${name}"`;
  throw new Error(`--provider ${problem}. Usage: ${USAGE}`);
}

function tryParse(args: string[]) {
  try {
    const options = {
      repo: { type: 'string' },
      provider: { type: 'string' },
      fresh: { type: 'boolean' },
    } as const;
    return parseArgs({ args, options, strict: true }).values;
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('. ');
    throw new Error(`${reason}. Usage: ${USAGE}`, { cause: error });
  }
}

function readPort(name: string, text: string | undefined, byDefault: number): number {
  if (!text) return byDefault;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`${name} must be a port number, got "${text}".`);
}

function readUrl(name: string, text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new Error(`${name} must be an http address, got "${text}".`);
}
