import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import type { DeploymentSpec, Environment } from '../../src/domain/provider';
import type { Hosting, ProviderKind } from '../../src/ports/hosting';

/** The name of a preview, the attempt for which the environment was made, and which of that attempt it is. */
const NAME = /^(preview-.+)-(\d+-\d+-\d+)-x\d+$/;

/** The name that an environment has to the app, of the one that it has at the provider. */
export function nameToApp(name: string): string {
  return NAME.exec(name)?.[1] ?? name;
}

/**
 * A provider that brings no environment to another commit, and takes any number of environments of one name:
 * Codesphere under names that nobody can guess.
 */
export const replacing: ProviderKind = {
  ...codesphere,
  traits: { ...codesphere.traits, update: 'replace', identity: 'none', listingLagSeconds: 60 },
  connect: (credentials, outside) => hidingNames(codesphere.connect(credentials, outside)),
};

let made = 0;

function hidingNames(hosting: Hosting): Hosting {
  return {
    ...hosting,
    list: async (place) => (await hosting.list(place)).map(shown),
    async find(ref) {
      const found = await hosting.find(ref);
      return found === 'gone' ? found : shown(found);
    },
    async create(spec: DeploymentSpec) {
      const name = `${spec.name}-${spec.attempt}-x${(made += 1)}`;
      return shown(await hosting.create!({ ...spec, name }));
    },
  };
}

function shown(environment: Environment): Environment {
  const [, name, attempt] = NAME.exec(environment.name) ?? [];
  return name && attempt ? { ...environment, name, attempt } : environment;
}
