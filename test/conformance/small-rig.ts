import type { DeploymentSpec } from '../../src/domain/provider';
import type { ProviderKind } from '../../src/ports/hosting';
import { atCommit, VARIABLES, type Rig } from './rig';
import { createSmallProvider, KEY } from './small-provider';

/** A kind at a small provider of its own. */
export function startSmall(kind: ProviderKind): Rig {
  const provider = createSmallProvider();
  const { makes, gives } = kind.traits;
  const isOf =
    ({ source }: DeploymentSpec) =>
    (one: { branch: string }) =>
      one.branch === source.branch;
  let subjects = 0;
  let now = 0;
  return {
    kind,
    credentials: { token: KEY },
    outside: { now: () => now, fetch: provider.fetch },
    spec() {
      subjects += 1;
      const branch = `feature-${subjects}`;
      const commit = String(subjects).padStart(40, '0');
      if (makes === 'provider') {
        const id = `b${subjects}`;
        provider.environments.push({ id, name: `of-${branch}`, branch, attempt: '', commit });
      }
      return Promise.resolve(specOf(branch, commit));
    },
    next: (spec) => Promise.resolve(atCommit(spec, 'a'.repeat(40))),
    pass() {
      now += 1_000;
      return Promise.resolve();
    },
    ...(gives === 'report'
      ? {
          countStarted: ({ source }) =>
            Promise.resolve(provider.runs.filter((one) => one === source.commit).length),
        }
      : {}),
    vanish(spec) {
      const at = provider.environments.findIndex(isOf(spec));
      if (at >= 0) provider.environments.splice(at, 1);
      return Promise.resolve();
    },
    stop: () => Promise.resolve(),
  };
}

function specOf(branch: string, commit: string): DeploymentSpec {
  const gitUrl = 'https://bitbucket.org/acme/shop.git';
  const pageUrl = 'https://bitbucket.org/acme/shop/pull-requests/1';
  return {
    name: `preview-${branch}`,
    source: { gitUrl, private: true, branch, commit, fork: false },
    origin: { repository: 'acme/shop', pullRequest: 1, destination: 'main', pageUrl },
    variables: VARIABLES,
    readable: [],
    options: {},
    fresh: true,
    restarts: 0,
    attempt: '1-1-0',
    begunAt: 0,
  };
}
