import type { Page } from 'playwright-core';
import type { SettingsView } from '../../src/contract';
import { describeInBrowser } from '../browser/describe-in-browser';
import { eventually } from '../end-to-end/eventually';
import { keepPage, openHeardPage, openModule } from './canary-pages';
import { REPOSITORY, type CanarySession } from './canary-session';
import { CANARIES, KEY, LINES } from './canary-values';
import { tracesIn } from './traces';

/** The provider refuses what fits, with the key, what was sent, and all values that environments have. */
export function refuseWithAll({ canary }: CanarySession, calls: RegExp, status: number): void {
  canary.intercept(async (request, proceed) => {
    if (!calls.test(`${request.method} ${new URL(request.url).pathname}`)) return proceed();
    const machines = canary.platform.codesphere.controls.workspaces();
    const held = machines.flatMap(({ env }) => env.map(({ value }) => value));
    expect(held).toContain(LINES.join('\n'));
    const told = [...held, request.headers.get('authorization'), await request.text()];
    return Response.json(
      { status, title: `No: ${KEY}`, detail: told.join('\n'), traceId: KEY },
      { status },
    );
  });
}

/** The provider refuses what fits, which names no environment, with the key and what was sent. */
function refuseWithKey({ canary }: CanarySession, calls: RegExp, status: number): void {
  canary.intercept(async (request, proceed) => {
    if (!calls.test(`${request.method} ${new URL(request.url).pathname}`)) return proceed();
    const headers = JSON.stringify([...request.headers]);
    expect(headers).toContain(KEY);
    const body = { status, title: `No: ${KEY}`, detail: headers, traceId: KEY };
    return Response.json(body, { status });
  });
}

/** What the card says was refused, once it does. */
export function refusedCard({ canary }: CanarySession): Promise<string> {
  return eventually(async () => {
    const { failure } = await canary.client.card(REPOSITORY, 1);
    return failure?.message.startsWith('Could not') ? failure.message : undefined;
  });
}

/** Trouble that the settings page tells of, and the words of it there. */
interface Trouble {
  what: string;
  words: RegExp;
  begin: (session: CanarySession) => Promise<unknown>;
  /** What the page has to say of it. */
  told: (view: SettingsView) => object[] | undefined;
  end: (session: CanarySession) => Promise<unknown>;
}

const LISTS = /^GET .*\/(teams|workspace-plans)$/;
const nothing = () => Promise.resolve();
const problems = ({ problems }: SettingsView) => problems;

const TROUBLES: Trouble[] = [
  {
    what: 'a delete is refused',
    words: /1 environment could not be deleted yet/,
    async begin(session) {
      refuseWithAll(session, /^DELETE .*workspaces\/\d+$/, 403);
      await session.act('deletePreview');
      await refusedCard(session);
    },
    told: ({ leftOver }) => leftOver,
    async end({ canary, act, settled }) {
      canary.intercept();
      await settled();
      await act('redeploy');
      await settled();
    },
  },
  ...[400, 401, 403, 429, 502].map((status): Trouble => ({
    what: `the provider answers ${status}`,
    words: /Could not list the (teams|plans)/,
    begin: (session) => Promise.resolve(refuseWithKey(session, LISTS, status)),
    told: problems,
    end: nothing,
  })),
  {
    what: 'the provider cannot be reached',
    words: /Could not list the (teams|plans)/,
    begin({ canary }) {
      canary.intercept((request, proceed) => {
        if (!LISTS.test(`${request.method} ${new URL(request.url).pathname}`)) return proceed();
        return Promise.reject(new Error(`${request.headers.get('authorization')} broke off`));
      });
      return nothing();
    },
    told: problems,
    end: nothing,
  },
];

/** The settings page, answered and shown, while the provider refuses. */
export function testRefusedPages(session: () => CanarySession): void {
  /** Answers the view while there is trouble; `look` may look further meanwhile. */
  async function during({ begin, end, told }: Trouble, look = nothing): Promise<void> {
    await begin(session());
    try {
      const view = await session().settings.load();
      // It is seen that something went wrong, and none of what the provider knows.
      expect(told(view)).toHaveLength(1);
      expect(tracesIn({ view: JSON.stringify(view) }, CANARIES)).toEqual([]);
      await look();
    } finally {
      session().canary.intercept();
      await end(session());
    }
  }

  describe('the settings while the provider refuses', () => {
    test.each(TROUBLES)('$what', async (trouble) => {
      await during(trouble);
    });
  });

  describeInBrowser('the page of the settings while the provider refuses', (browser) => {
    let page: Page;
    beforeAll(async () => {
      page = await openHeardPage(session(), browser());
    });

    test.each(TROUBLES)('$what', async (trouble) => {
      await during(trouble, async () => {
        const settings = await openModule(session(), page, 'settings-page');
        await settings.getByText(trouble.words).first().waitFor();
        await keepPage(session(), page);
      });
    });
  });
}
