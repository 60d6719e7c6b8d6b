/** What answers the REST API: the local Bitbucket, called in this process. */
export interface RestServer {
  handle(request: Request): Promise<Response>;
}

/** An answer of Bitbucket that is not a success; `message` is Bitbucket's own, or says the status. */
export class RestError extends Error {
  override readonly name = 'RestError';
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Bitbucket's REST API as one person sees it. Paths begin with `/2.0/`. */
export interface RestClient {
  /** The raw answer, whatever its status. */
  request(path: string, init?: RequestInit): Promise<Response>;
  /** The JSON of a success. Throws `RestError` for anything else. */
  get<T>(path: string): Promise<T>;
  /** All values of a paged list. Throws `RestError` when any page fails. */
  list<T>(path: string): Promise<T[]>;
  /** Sends JSON. Throws `RestError` unless Bitbucket accepted it. */
  send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** Posts a form, the same way. */
  sendForm(path: string, form: FormData): Promise<unknown>;
}

const restOrigin = 'http://bitbucket.local';

/** Signs in by Basic authentication with the user's name; the local Bitbucket takes any password. */
export function createRestClient(server: RestServer, user: string): RestClient {
  const authorization = `Basic ${Buffer.from(`${user}:local`).toString('base64')}`;

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', authorization);
    const response = await server.handle(
      new Request(new URL(path, restOrigin), { ...init, headers }),
    );
    const location = response.status === 302 ? response.headers.get('location') : null;
    return location === null ? response : request(pathOf(location));
  }

  async function get<T>(path: string): Promise<T> {
    return (await readAnswer(await request(path))) as T;
  }

  return {
    request,
    get,
    async list<T>(path: string) {
      const values: T[] = [];
      for (let next: string | undefined = path; next;) {
        const page: { values?: T[]; next?: string } = await get(next);
        values.push(...(page.values ?? []));
        next = page.next && pathOf(page.next);
      }
      return values;
    },
    async send(method, path, body) {
      const json = body === undefined ? {} : { body: JSON.stringify(body) };
      const headers = { 'content-type': 'application/json' };
      return readAnswer(await request(path, { method, headers, ...json }));
    },
    async sendForm(path, form) {
      return readAnswer(await request(path, { method: 'POST', body: form }));
    },
  };
}

/** `next` is an absolute address, of whatever host the local Bitbucket believes to be. */
function pathOf(address: string): string {
  const url = new URL(address, restOrigin);
  return url.pathname + url.search;
}

async function readAnswer(response: Response): Promise<unknown> {
  const body = await response.text();
  if (response.ok) return body === '' ? undefined : (JSON.parse(body) as unknown);
  throw new RestError(
    response.status,
    readMessage(body) ?? `Bitbucket answered ${response.status} without saying why.`,
  );
}

function readMessage(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { error?: { message?: string } }).error?.message;
  } catch {
    return undefined;
  }
}
