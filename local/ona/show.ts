import type { Behaviour } from './behaviour';
import type { EnvironmentRecord, ServiceRecord } from './records';

export const ORGANIZATION = '0198aaaa-0000-7000-8000-000000000001';
export const USER = '0198aaaa-0000-7000-8000-000000000002';
export const OTHER_USER = '0198aaaa-0000-7000-8000-000000000003';
export const RUNNER = '0198aaaa-0000-7000-8000-000000000004';
export const CLASSES = [
  {
    id: '0198aaaa-0000-7000-8000-000000000005',
    displayName: 'Regular',
    description: '4 vCPU, 16 GB memory',
  },
  {
    id: '0198aaaa-0000-7000-8000-000000000006',
    displayName: 'Large',
    description: '8 vCPU, 32 GB memory',
  },
];

/** What a shown resource depends on. */
export interface Shown {
  behaviour: Behaviour;
  /** `http://<port>--<id>.ona.localhost:<port of this machine>`. */
  urlOf: (environment: EnvironmentRecord, port: number) => string;
}

/** Port at which an environment serves its logs. */
export const OPS_PORT = 22_999;

const at = (time: number) => new Date(time).toISOString();

/** An environment as the API shows it. Its addresses are there only while it runs. */
export function showEnvironment({ behaviour, urlOf }: Shown, one: EnvironmentRecord) {
  const isUp = one.phase === 'RUNNING';
  const { content, devcontainer, automationsFile } = one.failures;
  return {
    id: one.id,
    metadata: {
      organizationId: ORGANIZATION,
      creator: { id: USER, principal: 'PRINCIPAL_USER' },
      createdAt: at(one.createdAt),
      lastStartedAt: at(one.lastStartedAt),
      runnerId: RUNNER,
      name: one.name,
      ...(behaviour.annotationsDropped || Object.keys(one.annotations).length === 0
        ? {}
        : { annotations: one.annotations }),
      role: 'ENVIRONMENT_ROLE_DEFAULT',
    },
    spec: {
      specVersion: '1',
      desiredPhase: 'ENVIRONMENT_PHASE_RUNNING',
      machine: { class: one.classId },
      ports: one.ports,
      timeout: { disconnected: `${one.timeoutSeconds}s` },
    },
    status: {
      statusVersion: String(one.lastStartedAt),
      phase: `ENVIRONMENT_PHASE_${one.phase}`,
      failureMessage: [content, devcontainer].filter(Boolean),
      runnerAck: { specVersion: '1', statusCode: 'STATUS_CODE_OK' },
      machine: {
        phase: `PHASE_${one.machine}`,
        timeout: one.timedOut ? `timed out after ${one.timeoutSeconds}s` : '',
      },
      content: {
        phase: `CONTENT_PHASE_${one.content}`,
        failureMessage: content,
        ...(one.content === 'READY' && !behaviour.gitMissing
          ? { git: { cloneUrl: one.remoteUri, latestCommit: one.commit } }
          : {}),
      },
      devcontainer: { phase: `PHASE_${one.devcontainer}`, failureMessage: devcontainer },
      automationsFile: {
        failureMessage: automationsFile,
        automationsFilePresence: `PRESENCE_${one.automations}`,
      },
      ...(isUp
        ? {
            environmentUrls: {
              ports: one.ports.map(({ port }) => ({ port, url: urlOf(one, port) })),
              logs: `${urlOf(one, OPS_PORT)}/logs`,
            },
          }
        : {}),
    },
  };
}

/** A service as the API shows it. */
export function showService({ urlOf }: Shown, environment: EnvironmentRecord, one: ServiceRecord) {
  return {
    id: one.id,
    environmentId: environment.id,
    metadata: { name: one.name, reference: one.reference },
    spec: { commands: { start: one.start } },
    status: {
      phase: `SERVICE_PHASE_${one.phase}`,
      failureMessage: one.failure,
      logUrl:
        environment.phase === 'RUNNING' ? `${urlOf(environment, OPS_PORT)}/logs/${one.id}` : '',
    },
  };
}

/** The runner that all classes belong to. */
export function showRunner({ behaviour }: Pick<Shown, 'behaviour'>) {
  return {
    runnerId: RUNNER,
    name: 'Local runner',
    kind: 'RUNNER_KIND_REMOTE',
    provider: 'RUNNER_PROVIDER_MANAGED',
    status: {
      phase: `RUNNER_PHASE_${behaviour.runner}`,
      region: 'this machine',
      message: behaviour.runner === 'ACTIVE' ? '' : 'it was not heard of for ten minutes',
      capabilities: ['RUNNER_CAPABILITY_PORT_AUTHENTICATION'],
    },
  };
}
