import type { DeploymentSpec } from '../../../src/domain/provider';

/** A spec that is complete. */
export function exampleSpec(changes: Partial<DeploymentSpec> = {}): DeploymentSpec {
  return {
    place: '1',
    planId: '8',
    restricted: false,
    gitUrl: 'https://bitbucket.org/demo/shop.git',
    privateRepository: false,
    branch: 'main',
    commit: '0123456789abcdef0123456789abcdef01234567',
    variables: [],
    stages: { prepare: true, test: true, run: true },
    stopOnTestFailure: true,
    fresh: false,
    restarts: 0,
    ...changes,
  };
}
