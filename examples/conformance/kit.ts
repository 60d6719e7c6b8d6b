import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Broken, hold } from './broken';
import { type Answer, type CallOptions, environmentOf, type HostClient } from './host-client';
import type { KitSource, KitSources } from './kit-repository';
import type { Environment, Offer, Page } from './protocol';
import { visit } from './visit';

/** What a deployment of the kit asks for. */
export interface Wish {
  source: KitSource;
  destination?: KitSource;
  key?: string;
  variables?: { name: string; value: string; secret?: boolean }[];
}

/** What every check works with. */
export interface Kit {
  client: HostClient;
  offer: Offer;
  place: string;
  sources: KitSources;
  /** The value of `KIT_SECRET`, which no answer may hold. */
  secret: string;
  /** Where the host is, for a client of another kind. */
  url: string;
  token: string;
  /** How long a call may take. */
  callSeconds: number;
  /** How long after an answer of the host visitors may see what was before it. */
  shownSeconds: number;

  /** A name that no environment has. What has it in the end is deleted. */
  newName(): string;
  newKey(): string;
  pathOf(name: string): string;
  /** The body of a `PUT`. */
  requestOf(wish: Wish): Record<string, unknown>;
  put(name: string, wish: Wish, options?: CallOptions): Promise<Answer>;
  /** Begins a deployment. @throws Broken unless it is answered with 202 */
  deploy(name: string, wish: Wish): Promise<Environment>;
  read(name: string): Promise<Environment>;
  act(name: string, action: 'cancel' | 'sleep' | 'wake', body?: unknown): Promise<Answer>;
  /** Reads until the deployment of this id has ended. @throws Broken when it takes too long */
  settled(name: string, deployment: string): Promise<Environment>;
  /** An environment that is up, and that checks may do with as they like. */
  up(): Promise<Environment>;
  /** Every environment of the place, read page by page. */
  list(limit?: number): Promise<Page['environments']>;
  /** Waits until a check answers something. @throws Broken with `words` when it does not */
  until<T>(
    words: string | (() => string),
    check: () => Promise<T | undefined>,
    seconds?: number,
  ): Promise<T>;
  /** Deletes whatever the kit has made. */
  cleanUp(): Promise<void>;
}

/** What a kit is made from. */
export interface KitParts extends Pick<
  Kit,
  'client' | 'offer' | 'place' | 'sources' | 'url' | 'token' | 'callSeconds' | 'shownSeconds'
> {
  size: string;
  /** How long a deployment may take, in seconds. */
  patience: number;
}

/** Every check's tools, for one host. */
export function createKit(parts: KitParts): Kit {
  const { client, place, size, patience } = parts;
  const run = randomBytes(6).toString('hex');
  const secret = `kit-secret-${randomBytes(9).toString('hex')}`;
  const names: string[] = [];
  let shared: string | undefined;
  let keys = 0;

  const newKey = () => `${run}-${(keys += 1)}`;
  const pathOf = (name: string) => `/v1/places/${encodeURIComponent(place)}/environments/${name}`;

  function newName(): string {
    const name = `preview-pr-${names.length + 1}-${run}`;
    names.push(name);
    return name;
  }

  function requestOf({ source, destination, variables }: Wish) {
    return {
      size,
      source,
      fork: false,
      destination: destination ?? null,
      variables: variables ?? [
        { name: 'KIT_PLAIN', value: 'plain', secret: false },
        { name: 'KIT_SECRET', value: secret, secret: true },
      ],
      labels: {
        repository: 'conformance/kit',
        pullRequest: names.length,
        branch: source.branch,
        url: 'https://bitbucket.org/conformance/kit/pull-requests/1',
      },
    };
  }

  function put(name: string, wish: Wish, options: CallOptions = {}): Promise<Answer> {
    const headers = { 'idempotency-key': wish.key ?? newKey() };
    return client.call('PUT', pathOf(name), { headers, body: requestOf(wish), ...options });
  }

  async function deploy(name: string, wish: Wish): Promise<Environment> {
    return environmentOf(await put(name, wish), 202);
  }

  async function read(name: string): Promise<Environment> {
    return environmentOf(await client.call('GET', pathOf(name)), 200);
  }

  async function until<T>(
    words: string | (() => string),
    check: () => Promise<T | undefined>,
    seconds = patience,
  ): Promise<T> {
    const end = performance.now() + seconds * 1000;
    for (let pause = 50; ; pause = Math.min(pause * 1.5, 3000)) {
      const found = await check();
      if (found !== undefined) return found;
      if (performance.now() > end) {
        const what = typeof words === 'string' ? words : words();
        throw new Broken(`not within ${seconds} s: ${what}`);
      }
      await sleep(pause);
    }
  }

  async function settled(name: string, deployment: string): Promise<Environment> {
    let last = 'nothing';
    const readEnded = async () => {
      const environment = await read(name);
      const { id, state, steps } = environment.deployment;
      hold(id === deployment, `a read tells of the deployment ${id}, not of ${deployment}`);
      last = `${state} at ${steps.at(-1)?.title ?? 'no step'}`;
      return state === 'queued' || state === 'running' ? undefined : environment;
    };
    return until(() => `the deployment ends, and is ${last}`, readEnded);
  }

  async function up(): Promise<Environment> {
    const isNew = shared === undefined;
    const name = (shared ??= newName());
    if (!isNew) {
      const known = await client.call('GET', pathOf(name));
      const environment = known.body as Environment;
      if (known.status === 200 && environment.runs?.state === 'up') return environment;
    }
    const begun = await deploy(name, { source: parts.sources.first });
    const { deployment, ...environment } = await settled(name, begun.deployment.id);
    const why = deployment.failure?.message ?? deployment.state;
    hold(deployment.state === 'succeeded', `the kit's app cannot be deployed: ${why}`);
    hold(environment.runs?.state === 'up', 'a deployment succeeded, and nothing is up');
    return { ...environment, deployment };
  }

  async function list(limit = 200): Promise<Page['environments']> {
    const found: Page['environments'] = [];
    for (let next: string | null = ''; next !== null;) {
      const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const path = `${pathOf('').slice(0, -1)}?limit=${limit}${cursor}`;
      const answer = await client.call('GET', path);
      hold(answer.status === 200, `a page of the list was answered with ${answer.status}`);
      const page = answer.body as Page;
      hold(page.next !== undefined, 'a page does not say whether it is the last one');
      hold(page.next === null || page.next !== next, 'a page leads to itself');
      hold(page.environments.length <= limit, `a page of ${limit} has ${page.environments.length}`);
      found.push(...page.environments);
      next = page.next;
    }
    return found;
  }

  async function cleanUp(): Promise<void> {
    for (const name of names) await client.call('DELETE', pathOf(name)).catch(() => undefined);
  }

  return {
    ...parts,
    secret,
    newName,
    newKey,
    pathOf,
    requestOf,
    put,
    deploy,
    read,
    act: (name, action, body) =>
      client.call('POST', `${pathOf(name)}/${action}`, body === undefined ? {} : { body }),
    settled,
    up,
    list,
    until,
    cleanUp,
  };
}

/** Waits until visitors of an environment see a version of the kit's app, or, of null, none. */
export function showsVersion(kit: Kit, { links }: Environment, version: string | null) {
  const [link] = links;
  hold(link, 'the environment has no link');
  const words = version ? `visitors of ${link.url} see ${version}` : `${link.url} goes dark`;
  const check = async () => {
    const seen = await visit(link.url);
    return (seen?.version ?? null) === version ? (seen ?? true) : undefined;
  };
  return kit.until(words, check, kit.shownSeconds);
}
