import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import { exampleSpec } from '../adapters/providers/codesphere/example-spec';
import { createRepository, SHOP } from '../local/codesphere/git-repository';
import { startCodesphere } from '../local/codesphere/stand-in';
import { describeConformance } from './describe-conformance';
import { atCommit, VARIABLES, type Rig } from './rig';

jest.setTimeout(120_000);

describeConformance(codesphere, async (): Promise<Rig> => {
  const local = await startCodesphere();
  const repository = createRepository(join(local.directory, 'shop'), SHOP);
  const commit = repository.commit('main', { 'README.md': 'Rye\n' });
  return {
    kind: codesphere,
    credentials: { token: 'local-token' },
    outside: {
      now: Date.now,
      async fetch(input, init) {
        const request = new Request(input, init);
        const { hostname, pathname, search } = new URL(request.url);
        if (hostname.endsWith('.localhost')) return local.codesphere.handle(request);
        return fetch(`${local.url}${pathname}${search}`, {
          ...{ method: request.method, headers: request.headers, redirect: 'manual' },
          ...(request.body ? { body: await request.text() } : {}),
        });
      },
    },
    spec: () =>
      Promise.resolve(
        exampleSpec({ gitUrl: repository.url, branch: 'main', commit, variables: VARIABLES }),
      ),
    next: (spec) =>
      Promise.resolve(atCommit(spec, repository.commit('main', { 'README.md': 'More rye\n' }))),
    pass: () => sleep(30),
    stop: () => local.stop(),
  };
});
