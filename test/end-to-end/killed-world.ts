import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { listMarkedProcesses } from '../../local/machine/process-table';
import type { SettingsView } from '../../src/contract';
import type { Place } from './killed-process';
import { planOf, versionOf } from './killed-settings';
import type { PlatformClient } from './platform-client';
import { settingsOf } from './set-up-repository';

/**
 * A plan that was due when the platform was killed counts as lost a minute later, and the sweep takes
 * it up then.
 */
const LIMIT_MS = 240_000;
const PAUSE_MS = 1_000;
/** A message whose invocation failed comes again after up to two minutes. */
const IDLE_SECONDS = 200;

interface ListedPullRequest {
  id: number;
  state: string;
  source: { commit: { hash: string } };
}

interface PullRequest {
  id: number;
  state: string;
  /** The full hash of its newest commit. */
  commit: string;
}

interface ListedEnvironment {
  id: number;
  name: string;
  planId: number;
  gitUrl: string;
}

/** Waits until nothing is wrong in `repositories`; throws with what still is. */
export async function expectConverged(
  client: PlatformClient,
  place: Place,
  repositories: string[],
): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    await client.idle(IDLE_SECONDS);
    await client.sweep();
    await client.idle(IDLE_SECONDS);
    // What could not be read has not converged, and is read again.
    const problems = await findProblems(client, place, repositories).catch((error: unknown) => [
      String(error),
    ]);
    if (problems.length === 0) return;
    if (Date.now() > end) throw new Error(`It did not converge:\n${problems.join('\n')}`);
    await pause(PAUSE_MS);
  }
}

async function findProblems(
  client: PlatformClient,
  { dataDirectory }: Place,
  repositories: string[],
): Promise<string[]> {
  const environments = (await client.environments()) as ListedEnvironment[];
  const expected = await Promise.all(
    repositories.map((repository) => lookAtRepository(client, repository, environments)),
  );
  const owned = new Set(expected.flatMap(({ owned }) => owned));
  const living = await listMarkedProcesses();
  return [
    ...expected.flatMap(({ problems }) => problems),
    ...environments
      .filter(({ id }) => !owned.has(id))
      .map(({ name, gitUrl }) => `${name} of ${gitUrl} belongs to nothing`),
    ...living
      // The own host's end with it by themselves.
      .filter(({ home }) => home.startsWith(`${dataDirectory}/workspaces/`))
      .filter(({ home }) => !owned.has(Number(home.split('/').at(-1))))
      .map(({ pid, home }) => `process ${pid} runs in ${home}, which belongs to nothing`),
  ];
}

interface Look {
  problems: string[];
  /** Environments that have to be there. */
  owned: number[];
}

async function lookAtRepository(
  client: PlatformClient,
  repository: string,
  environments: ListedEnvironment[],
): Promise<Look> {
  const view = await settingsOf(client, repository).load();
  const problems = problemsOfSettings(view);
  const pullRequests = await listPullRequests(client, repository);
  const looks = await Promise.all(
    pullRequests.map(async (pr) => {
      const own = environments.filter(
        ({ name, gitUrl }) =>
          name.startsWith(`preview-pr-${pr.id}-`) && gitUrl.endsWith(`/${repository}.git`),
      );
      const look = await lookAtPullRequest(client, repository, pr, { view, own });
      const said = await problemsOfWords(client, repository, pr, look.owned.length > 0);
      return { ...look, problems: [...look.problems, ...said].map((one) => `#${pr.id} ${one}`) };
    }),
  );
  return {
    problems: [...problems, ...looks.flatMap((look) => look.problems)].map(
      (one) => `${repository} ${one}`,
    ),
    owned: looks.flatMap((look) => look.owned),
  };
}

/** All that are open, and those that were closed last. */
async function listPullRequests(client: PlatformClient, repository: string) {
  const base = `/repositories/${repository}`;
  const get = <T>(path: string) => client.rest<T>('ada', 'GET', `${base}/${path}`);
  const pages = await Promise.all(
    ['state=OPEN&pagelen=50', 'state=MERGED&state=DECLINED&pagelen=20'].map((query) =>
      get<{ values: ListedPullRequest[] }>(`pullrequests?${query}`),
    ),
  );
  return Promise.all(
    pages
      .flatMap(({ values }) => values)
      .map(async ({ id, state, source }): Promise<PullRequest> => {
        // A pull request names the beginning of its commit only.
        const { hash } = await get<{ hash: string }>(`commit/${source.commit.hash}`);
        return { id, state, commit: hash };
      }),
  );
}

function problemsOfSettings(view: SettingsView): string[] {
  const version = versionOf(view);
  const { fields: _fields, ...shown } = view;
  const problems = view.disconnecting ? ['is still being disconnected'] : [];
  if (version === undefined)
    return view.connection || view.saved
      ? [...problems, `has half of its settings: ${JSON.stringify(shown)}`]
      : problems;
  if (view.saved?.options.plan !== planOf(version))
    problems.push(`mixes settings: ${JSON.stringify(shown)}`);
  return problems;
}

async function lookAtPullRequest(
  client: PlatformClient,
  repository: string,
  pr: PullRequest,
  { view, own }: { view: SettingsView; own: ListedEnvironment[] },
): Promise<Look> {
  const card = await client.card(repository, pr.id);
  const version = versionOf(view);
  const asked = card.title === 'Removed' && card.message?.includes('deleted the preview');
  if (pr.state !== 'OPEN' || version === undefined || asked) {
    const problems = own.length > 0 ? [`has ${own.length} environments and should have none`] : [];
    if (!['Removed', 'None', 'Not connected'].includes(card.title))
      problems.push(`shows ${card.title}`);
    return { problems, owned: [] };
  }
  const problems: string[] = [];
  const { commit: hash } = pr;
  const [environment] = own;
  if (own.length !== 1 || !environment)
    return {
      problems: [`has ${own.length} environments, its card says ${card.title}`],
      owned: own.map(({ id }) => id),
    };
  if (card.title !== 'Ready' || card.commit?.short !== hash.slice(0, 7)) {
    problems.push(
      `should be ready with ${hash.slice(0, 7)}, its card says ${JSON.stringify(card)}`,
    );
  }
  if (String(environment.planId) !== planOf(version))
    problems.push(`has plan ${environment.planId} and version ${version}`);
  const running = JSON.stringify(await visit(client, environment.id));
  const wanted = JSON.stringify({
    commit: hash,
    MARK: `mark-${version}`,
    TOKEN: `token-${version}`,
  });
  if (running !== wanted) problems.push(`runs ${running} instead of ${wanted}`);
  return { problems, owned: [environment.id] };
}

/** What the build statuses of its commits and its comments say. */
async function problemsOfWords(
  client: PlatformClient,
  repository: string,
  pr: PullRequest,
  runs: boolean,
): Promise<string[]> {
  const problems: string[] = [];
  const { commit: hash } = pr;
  const base = `/repositories/${repository}`;
  const path = `${base}/commits/${hash}?exclude=main&pagelen=50`;
  const { values } = await client.rest<{ values: { hash: string }[] }>('ada', 'GET', path);
  for (const commit of new Set([hash, ...values.map((one) => one.hash)])) {
    const status = await client.status(repository, commit);
    const green = runs && commit === hash;
    if (green !== (status?.state === 'SUCCESSFUL') || status?.state === 'INPROGRESS') {
      problems.push(`has the status ${status?.state} on ${commit.slice(0, 7)}`);
    }
  }
  const comments = (await client.comments(repository, pr.id)).map(({ content }) => content.raw);
  if (comments.length > 1) problems.push(`has ${comments.length} comments`);
  const [comment = ''] = comments;
  const words = runs
    ? `Commit | [\`${hash.slice(0, 7)}\`]`
    : /^$|\*\*(Removed|None|Disconnected)\*\*/;
  if (!(typeof words === 'string' ? comment.includes(words) : words.test(comment))) {
    problems.push(`has the comment ${comment}`);
  }
  return problems;
}

/** What the server in an environment says that it runs. */
async function visit(client: PlatformClient, environment: number): Promise<unknown> {
  const { port } = new URL(client.hostingUrl);
  return new Promise((resolve) => {
    const headers = { host: `${environment}-3000.localhost:${port}` };
    const outgoing = request({ host: '127.0.0.1', port, headers, agent: false }, (incoming) => {
      json(incoming).then(resolve, (error: Error) => resolve(error.message));
    });
    outgoing.once('error', (error) => resolve(error.message));
    outgoing.end();
  });
}
