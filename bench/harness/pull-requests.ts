import type { Platform } from '../../local/platform';

/** Pull requests of `demo/shop`, made by `will` through Bitbucket's REST API. */
export interface PullRequests {
  /** Makes a branch with one commit and opens a pull request for it; answers its id. */
  open(branch: string): Promise<number>;
  /** Adds a commit to a branch; makes the branch if there is none. */
  push(branch: string, text: string): Promise<void>;
  /** Opens a pull request for a branch that is there. */
  openFrom(branch: string): Promise<number>;
  merge(id: number): Promise<void>;
  decline(id: number): Promise<void>;
  /** Changes the description, which no preview depends on. */
  describe(id: number, description: string): Promise<void>;
  /** The full hash that a branch pointed at after its last `push`. */
  headOf(branch: string): string;
}

const SHOP = '/2.0/repositories/demo/shop';

/** Speaks to the platform's Bitbucket in this process. Each method throws what Bitbucket refuses. */
export function createPullRequests({ bitbucket }: Platform): PullRequests {
  const heads = new Map<string, string>();

  async function send(method: string, path: string, body?: FormData | object): Promise<unknown> {
    const authorization = `Basic ${Buffer.from('will:bench').toString('base64')}`;
    const isForm = body instanceof FormData;
    const content = isForm ? body : JSON.stringify(body ?? {});
    const response = await bitbucket.handle(
      new Request(`http://bitbucket.localhost${SHOP}${path}`, {
        method,
        headers: {
          authorization,
          ...(isForm ? {} : { 'content-type': 'application/json' }),
        },
        ...(method === 'GET' ? {} : { body: content }),
      }),
    );
    const text = await response.text();
    if (!response.ok) throw new Error(`Bitbucket refused ${method} ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async function push(branch: string, text: string): Promise<void> {
    const form = new FormData();
    form.set('branch', branch);
    form.set('message', text);
    form.set(`changes/${branch}.txt`, text);
    await send('POST', '/src', form);
    const tip = await send('GET', `/refs/branches/${branch}`);
    heads.set(branch, (tip as { target: { hash: string } }).target.hash);
  }

  async function openFrom(branch: string): Promise<number> {
    const body = { title: branch, source: { branch: { name: branch } } };
    return ((await send('POST', '/pullrequests', body)) as { id: number }).id;
  }

  return {
    push,
    openFrom,
    async open(branch) {
      await push(branch, 'Begin');
      return openFrom(branch);
    },
    merge: async (id) => void (await send('POST', `/pullrequests/${id}/merge`)),
    decline: async (id) => void (await send('POST', `/pullrequests/${id}/decline`)),
    async describe(id, description) {
      const { title } = (await send('GET', `/pullrequests/${id}`)) as { title: string };
      await send('PUT', `/pullrequests/${id}`, { title, description });
    },
    headOf(branch) {
      const head = heads.get(branch);
      if (head === undefined) throw new Error(`Nothing was pushed to ${branch}.`);
      return head;
    },
  };
}
