import { cleanText, shortLine } from '../../../domain/clean-text';
import { FailureError, permanent, type Failure } from '../../../domain/failure';
import type { DeploymentSpec, Environment, EnvironmentVariable } from '../../../domain/provider';
import { optionsOf } from './options';
import { MadeService, Nothing, ServicePage, type OnaEnvironment, type Service } from './protocol';
import type { OnaRequest } from './request';

/** By it the service that this app makes is known in its environment. */
const REFERENCE = 'preview';

/** All services of an environment: those of its automations file, and the one of this app. */
export function listServices(request: OnaRequest, environmentId: string): Promise<Service[]> {
  const call = {
    purpose: 'list the services',
    method: 'EnvironmentAutomationService/ListServices',
    body: { filter: { environmentIds: [environmentId] } },
  };
  return request.pages(call, ServicePage, ({ services }) => services ?? []);
}

/** Starts the app by its command, with its env vars, unless it runs. Without effect where a file starts it. */
export async function startService(
  request: OnaRequest,
  { id }: Environment,
  spec: DeploymentSpec,
): Promise<void> {
  const { start, command, port } = optionsOf(spec.options);
  if (start === 'file') {
    if (spec.variables.length > 0) throw new FailureError(NO_VARIABLES);
    return;
  }
  const found = (await listServices(request, id)).find(isOwn);
  const service = found ?? (await makeService(request, id, command, envOf(spec.variables, port)));
  if (['RUNNING', 'STARTING'].includes(phaseOf(service))) return;
  await request.call(
    {
      purpose: 'start the app',
      method: 'EnvironmentAutomationService/StartService',
      body: { id: service.id },
    },
    Nothing,
  );
}

async function makeService(
  request: OnaRequest,
  environmentId: string,
  start: string,
  env: EnvironmentVariable[],
): Promise<Service> {
  const { service } = await request.call(
    {
      purpose: 'make the service of the app',
      method: 'EnvironmentAutomationService/CreateService',
      body: {
        environmentId,
        metadata: { name: 'Preview', reference: REFERENCE },
        spec: { commands: { start }, env: env.map(({ name, value }) => ({ name, value })) },
      },
      variables: env,
    },
    MadeService,
  );
  return service;
}

/** The port is said to the app, unless the settings say another one. */
function envOf(variables: EnvironmentVariable[], port: number): EnvironmentVariable[] {
  const own = { name: 'PORT', value: String(port) };
  return variables.some(({ name }) => name === 'PORT') ? variables : [...variables, own];
}

/** How far the app is: `failed` has why, and the service of which there is a log. */
export type AppState =
  { state: 'starting' | 'up' } | { state: 'failed'; failure: Failure; service?: Service };

/** What its services say of the app. One that listens and one that only runs look the same here. */
export function stateOfApp(
  found: OnaEnvironment,
  services: Service[],
  spec: Pick<DeploymentSpec, 'options'>,
): AppState {
  const { start, file } = optionsOf(spec.options);
  const counted = start === 'file' ? services : services.filter(isOwn);
  const ended = counted.find(
    (one) => phaseOf(one) === 'FAILED' || (start === 'command' && phaseOf(one) === 'STOPPED'),
  );
  if (ended) return { state: 'failed', failure: endedFailure(ended), service: ended };
  if (start === 'file' && counted.length === 0) {
    const { automationsFilePresence: presence } = found.status?.automationsFile ?? {};
    if (presence === 'PRESENCE_ABSENT') return { state: 'failed', failure: noFile(file) };
    return { state: 'starting' };
  }
  const isUp = counted.length > 0 && counted.every((one) => phaseOf(one) !== 'STARTING');
  return { state: isUp ? 'up' : 'starting' };
}

function isOwn({ metadata }: Service): boolean {
  return metadata?.reference === REFERENCE;
}

function phaseOf({ status }: Service): string {
  return (status?.phase ?? '').replace('SERVICE_PHASE_', '');
}

function endedFailure({ metadata, status }: Service): Failure {
  const name = metadata?.reference === REFERENCE ? 'The app' : 'A service of the automations file';
  const said = shortLine(cleanText(status?.failureMessage ?? ''), 200).replace(/\.$/, '');
  return permanent(
    'app-ended',
    `${name} ended${said ? `: ${said}` : ''}.`,
    'Fix the error shown in the log, then push. The command ends only when the app does.',
  );
}

function noFile(path: string): Failure {
  return {
    ...permanent(
      'automations-missing',
      `The commit has no automations file at ${path}, so nothing was started.`,
      'Add it to the branch and push; or an admin of the repository has the app started by a command.',
    ),
    example: { path, text: EXAMPLE },
  };
}

const EXAMPLE = `services:
  web:
    name: Web
    commands:
      start: npm ci && PORT=3000 npm start
    triggeredBy:
      - postEnvironmentStart
`;

const NO_VARIABLES = permanent(
  'variable-unsettable',
  'Ona gives env vars to no service of an automations file.',
  'An admin of the repository has the app started by a command, or removes the env vars from the repository settings.',
  'settings',
);
