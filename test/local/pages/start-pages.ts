import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createBitbucket } from '../../../local/bitbucket/bitbucket';
import { isGitPath } from '../../../local/bitbucket/git/git-http';
import { systemClock } from '../../../local/clock';
import { listen } from '../../../local/http-server';
import { createPages } from '../../../local/pages/pages';
import type { ResolverCall } from '../../../local/pages/pages-context';
import { openMemoryStore } from '../../../local/state-store';
import { buildUiApp } from '../../fixtures/ui-app/build-ui-app';

/** The pages over a real local Bitbucket with its demo, and the fixture app in them. */
export interface RunningPages {
  url: string;
  /** Each call of a resolver, in order. */
  resolverCalls: ResolverCall[];
  /** Calls REST as a person and answers the JSON. */
  rest(who: string, method: string, path: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
}

const shopDirectory = path.join(__dirname, '../../../local/demo/shop');

/** Starts on a free port. The fixture's card stands in pull requests, its gallery in settings. */
export async function startPages(): Promise<RunningPages> {
  const directory = await mkdtemp(path.join(tmpdir(), 'pages-'));
  const resolverCalls: ResolverCall[] = [];
  let url = '';
  const bitbucket = await createBitbucket({
    store: openMemoryStore(),
    repositoriesDirectory: path.join(directory, 'repositories'),
    clock: systemClock(),
    baseUrl: () => url,
    raise: () => undefined,
    serviceToken: 'unused',
  });
  const pages = await createPages({
    bitbucket,
    app: {
      modules: [
        {
          key: 'preview-card',
          type: 'bitbucket:repoPullRequestCard',
          title: 'Preview',
          resource: 'card',
        },
        {
          key: 'preview-settings',
          type: 'bitbucket:repoSettingsMenuPage',
          title: 'Previews',
          resource: 'gallery',
        },
      ],
      resources: await buildUiApp(),
    },
    invokeResolver: (call) => {
      resolverCalls.push(call);
      return Promise.resolve(
        call.function === 'greet'
          ? { result: { text: `Hello ${call.user} from ${call.repository}` } }
          : { error: `no function ${call.function}` },
      );
    },
    links: [{ title: 'Local Codesphere', href: 'http://127.0.0.1:8781/', description: 'hosting' }],
  });
  const server = await listen((request) => {
    const { pathname } = new URL(request.url);
    const isBitbucket = pathname.startsWith('/2.0/') || isGitPath(pathname);
    return isBitbucket ? bitbucket.handle(request) : pages.handle(request);
  }, 0);
  url = `http://127.0.0.1:${server.port}`;
  await bitbucket.seedDemo({ shop: { directory: shopDirectory } });
  return {
    url,
    resolverCalls,
    async rest(who, method, address, body) {
      const answer = await fetch(`${url}${address}`, {
        method,
        headers: {
          authorization: `Basic ${Buffer.from(`${who}:any`).toString('base64')}`,
          'content-type': 'application/json',
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
      const text = await answer.text();
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    },
    async stop() {
      await server.close();
      await bitbucket.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
