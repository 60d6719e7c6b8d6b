import type { CodesphereOptions } from '../../../../src/adapters/providers/codesphere/options';
import type { DeploymentSpec, Source } from '../../../../src/domain/provider';
import { freshName } from '../../../local/codesphere/stand-in';

/** Whatever a spec says, in one level. */
export type SpecChanges = Partial<
  Omit<DeploymentSpec, 'source' | 'options'> & Source & CodesphereOptions
>;

/** A spec that is complete, of an environment of its own; `changes` on top. */
export function exampleSpec(changes: SpecChanges = {}): DeploymentSpec {
  const spec: DeploymentSpec = {
    name: freshName(),
    source: {
      gitUrl: 'https://bitbucket.org/demo/shop.git',
      private: false,
      branch: 'main',
      commit: '0123456789abcdef0123456789abcdef01234567',
      fork: false,
    },
    origin: {
      repository: 'demo/shop',
      pullRequest: 1,
      pageUrl: 'https://bitbucket.org/demo/shop/pull-requests/1',
    },
    variables: [],
    readable: [],
    options: {
      teamId: '1',
      teamName: 'Demo',
      planId: '8',
      planTitle: 'Micro',
      profile: '',
      stages: { prepare: true, test: true, run: true },
      stopOnTestFailure: true,
      visibility: 'public',
    },
    fresh: false,
    restarts: 0,
    attempt: '1-0-0',
  };
  return changedSpec(spec, changes);
}

/** The spec with other parts of it. */
export function changedSpec(spec: DeploymentSpec, changes: SpecChanges): DeploymentSpec {
  const pick = <Part extends object>(part: Part) =>
    Object.fromEntries(Object.entries(changes).filter(([name]) => name in part));
  return {
    ...spec,
    ...pick(spec),
    source: { ...spec.source, ...pick(spec.source) },
    options: { ...spec.options, ...pick(spec.options) },
  };
}
