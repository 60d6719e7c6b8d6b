import type { Connection } from '../domain/connection';
import { FailureError, permanent, transient } from '../domain/failure';
import type { DeploymentSpec, Environment } from '../domain/provider';
import type { Credentials } from '../domain/provider-kind';
import type { Hosting, ProviderKind } from '../ports/hosting';
import type { Dependencies } from './dependencies';

/** The provider of that id. One that this version of the app does not have is a permanent failure, which does not repeat the id: a page may send any text. */
export function providerKindOf({ providers }: Dependencies, id: string): ProviderKind {
  const kind = Object.hasOwn(providers, id) ? providers[id] : undefined;
  if (kind) return kind;
  throw new FailureError(
    permanent(
      'not-connected',
      'This version of the app does not have this hosting provider.',
      'An admin of the workspace updates the app, or an admin of the repository connects another provider.',
      'settings',
    ),
  );
}

/** Reaches a provider. Makes no call by itself. */
export function connectHosting(deps: Dependencies, id: string, credentials: Credentials): Hosting {
  return providerKindOf(deps, id).connect(credentials, deps.outside);
}

/** The provider of a connection, reached with its key; undefined when no key is stored. */
export async function openHosting(
  deps: Dependencies,
  { id, provider }: Pick<Connection, 'id' | 'provider'>,
): Promise<Hosting | undefined> {
  const credentials = await deps.store.readCredentials(id);
  return credentials && connectHosting(deps, provider, credentials);
}

/** Has an environment made; one that only the provider itself makes is waited for. */
export function makeEnvironment(hosting: Hosting, spec: DeploymentSpec): Promise<Environment> {
  if (hosting.create) return hosting.create(spec);
  throw new FailureError(
    transient('environment-not-made', 'The provider has not made the environment yet.'),
  );
}
