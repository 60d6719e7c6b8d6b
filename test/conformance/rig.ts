import type { DeploymentSpec, EnvironmentVariable } from '../../src/domain/provider';
import type { Credentials } from '../../src/domain/provider-kind';
import type { Outside, ProviderKind } from '../../src/ports/hosting';

/** A provider's kind, and a stand-in for its provider. */
export interface Rig {
  kind: ProviderKind;
  /** Those that the stand-in takes. */
  credentials: Credentials;
  /** Leads to the stand-in, whatever public address is asked. */
  outside: Outside;
  /** What runs a commit of a subject of its own, and succeeds. Its env vars are `VARIABLES` where it takes any. */
  spec(): Promise<DeploymentSpec>;
  /** The next commit of the subject; of a provider that brings its environments to another one. */
  next?(spec: DeploymentSpec): Promise<DeploymentSpec>;
  /** Lets the stand-in work for a moment. */
  pass(): Promise<void>;
  /** How often the stand-in began to run the commit; of a provider of reports. */
  countStarted?(spec: DeploymentSpec): Promise<number>;
  /** Removes the environment, where the kind cannot. */
  vanish?(spec: DeploymentSpec): Promise<void>;
  stop(): Promise<void>;
}

/** The same subject at another commit, as another deployment. */
export function atCommit(spec: DeploymentSpec, commit: string): DeploymentSpec {
  return { ...spec, source: { ...spec.source, commit }, fresh: false, attempt: '2-2-0' };
}

/** What no message may repeat. */
export const SECRET = 'sesame-open-to-nobody';

/** The env vars that a deployment has. */
export const VARIABLES: EnvironmentVariable[] = [
  { name: 'GREETING', value: 'hello' },
  { name: 'CONFORMANCE_SECRET', value: SECRET, secret: true },
];

/** The values of credentials that nobody may see. */
export function secretsOf({ kind, credentials }: Pick<Rig, 'kind' | 'credentials'>): string[] {
  const names = kind.credentials.filter(({ type }) => type === 'secret').map(({ name }) => name);
  return names.map((name) => credentials[name] ?? '').filter((value) => value !== '');
}
