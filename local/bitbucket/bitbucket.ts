import * as v from 'valibot';
import type { Clock } from '../clock';
import type { StateStore } from '../state-store';
import { type Account, people } from './accounts';
import { failureResponse } from './api-error';
import { Behaviour, normalBehaviour } from './behaviour';
import { cliGitRepositories } from './git/cli-git-repositories';
import type { ForgeEvent } from './forge-event';
import { handleGit, isGitPath } from './git/git-http';
import { importRepository } from './import-repository';
import { createLock } from './lock';
import {
  everything,
  openRecords,
  type Permission,
  type PullRequest,
  type Repository,
  type Workspace,
} from './records';
import { explicitPermission } from './permissions';
import { recover } from './recovery';
import { restApp } from './rest/rest-app';
import { type DemoSeed, seedDemo } from './seed-demo';
import { findRepository, findWorkspace, type Site } from './site';

/** Bitbucket Cloud on this machine, over real git repositories. */
export interface LocalBitbucket {
  /** Answers `/2.0/…` (REST) and `/{workspace}/{repository}.git/…` (git over smart HTTP). */
  handle(request: Request): Promise<Response>;
  /** Makes what is missing of the demo; does nothing at later starts. Call it once `baseUrl` is known. */
  seedDemo(seed: DemoSeed): Promise<void>;
  /**
   * Takes a git repository of this machine as `demo/<its name>`, or brings it up to date. Throws
   * one clear line when there is no repository at `path`. Never writes there.
   */
  importRepository(path: string): Promise<Repository>;
  /** Everybody who can sign in. */
  people(): readonly Account[];
  findWorkspace(slugOrUuid: string): Workspace | undefined;
  /** All repositories of all workspaces. */
  repositories(): Repository[];
  /** By slugs or uuids. */
  findRepository(workspace: string, repository: string): Repository | undefined;
  /** Those of a repository, newest first, closed ones too. */
  pullRequests(repository: Repository): PullRequest[];
  findPullRequest(repository: Repository, id: number): PullRequest | undefined;
  /** What a person was granted in a repository. */
  permissionOf(accountId: string, repository: Repository): Permission | undefined;
  /** How it behaves now, and how to change that; what is no switch is a `ValiError`. */
  readonly behaviour: Behaviour;
  behave(changes: unknown): void;
  /** Ends every git process that still runs. */
  close(): Promise<void>;
}

/** What a stand-in for Bitbucket needs. */
export interface BitbucketOptions {
  store: StateStore;
  /** Folder of the git repositories, made if it is missing; nothing else may lie in it. */
  repositoriesDirectory: string;
  clock: Clock;
  /** Address that links begin with. Asked for when an answer is made. */
  baseUrl: () => string;
  /** Called for each event that Bitbucket would send to an installed app, after it took effect. */
  raise: (event: ForgeEvent) => void;
  /** Who shows this token says with `x-local-as` for whom it acts: `app` or an account id. */
  serviceToken: string;
  /**
   * How much of a commit's hash pull requests show in REST: 12 characters unless told, as Bitbucket
   * Cloud has been seen to do (jenkinsci/bitbucket-branch-source-plugin#63).
   */
  pullRequestHashLength?: 12 | 40;
}

/** Opens the repositories and what is remembered of them, and repairs what a crash left behind. */
export async function createBitbucket(options: BitbucketOptions): Promise<LocalBitbucket> {
  const git = cliGitRepositories(options.repositoriesDirectory);
  const { store, pullRequestHashLength = 12, ...rest } = options;
  const records = openRecords(store);
  const behaviour = normalBehaviour();
  const lock = createLock();
  const site: Site = { ...rest, records, git, lock, pullRequestHashLength, behaviour };
  await recover(site);
  const restApi = restApp(site);

  async function handle(request: Request): Promise<Response> {
    if (!isGitPath(new URL(request.url).pathname)) return restApi.fetch(request);
    try {
      return await handleGit(site, git, request);
    } catch (error) {
      return failureResponse(error);
    }
  }

  return {
    handle,
    behaviour,
    behave: (changes) => void Object.assign(behaviour, v.parse(v.partial(Behaviour), changes)),
    seedDemo: (seed) =>
      seedDemo(site, seed, (method, path, body) =>
        handle(requestAs('will', method, `http://bitbucket.localhost${path}`, body)),
      ),
    importRepository: (path) => importRepository(site, path),
    people: () => people,
    findWorkspace: (selector) => findWorkspace(site, selector),
    repositories: () => records.repositories.list(everything),
    findRepository: (workspace, selector) => findRepository(site, workspace, selector),
    pullRequests: ({ uuid }) => records.pullRequests.list(uuid).sort((a, b) => b.id - a.id),
    findPullRequest: ({ uuid }, id) => records.pullRequests.find(uuid, id),
    permissionOf: (accountId, repository) => explicitPermission(site, accountId, repository),
    close: () => git.close(),
  };
}

function requestAs(person: string, method: string, url: string, body: FormData | object): Request {
  const authorization = `Basic ${Buffer.from(`${person}:`).toString('base64')}`;
  return new Request(url, {
    method,
    headers: {
      authorization,
      ...(body instanceof FormData ? {} : { 'content-type': 'application/json' }),
    },
    body: body instanceof FormData ? body : JSON.stringify(body),
  });
}
