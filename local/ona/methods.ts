import { randomInt, randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { Clock } from '../clock';
import type { Behaviour } from './behaviour';
import { ConnectFault } from './connect';
import type { Machines } from './machines';
import type { EnvironmentRecord } from './records';
import * as requests from './requests';
import {
  CLASSES,
  ORGANIZATION,
  OTHER_USER,
  RUNNER,
  showEnvironment,
  showRunner,
  showService,
  USER,
  type Shown,
} from './show';

/** What the methods of the API work on. */
export interface Parts extends Shown {
  behaviour: Behaviour;
  clock: Clock;
  machines: Machines;
  environments: Map<string, EnvironmentRecord>;
  save: (one: EnvironmentRecord) => void;
  forget: (one: EnvironmentRecord) => void;
  /** Whether the account can read what is at an address. */
  opens: (url: string) => boolean;
  /** The secret that opens logs. */
  logToken: string;
  /** Follows work that goes on behind an answer. */
  follow: (work: Promise<void>) => void;
}

/** One method: takes the body as it came, answers what is shown. */
type Method = (body: unknown) => unknown;

/** Every method that the stand-in has, as `<service>/<method>`. */
export function createMethods(parts: Parts): Readonly<Record<string, Method>> {
  return { ...accountMethods(parts), ...environmentMethods(parts), ...serviceMethods(parts) };
}

/** The body as far as its schema names it. */
function read<Schema extends v.GenericSchema>(
  schema: Schema,
  body: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ConnectFault('invalid_argument', `${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
}

/** A page of a list: 25 items unless told. */
function paged<Item>(
  items: Item[],
  { pagination }: { pagination: { pageSize: number; token: string } },
): { items: Item[]; pagination: { nextToken?: string } } {
  const from = Number(pagination.token || 0);
  const to = from + (pagination.pageSize || 25);
  return {
    items: items.slice(from, to),
    pagination: to < items.length ? { nextToken: String(to) } : {},
  };
}

function accountMethods({ behaviour, opens }: Parts): Record<string, Method> {
  const classes = () =>
    behaviour.classThere ? CLASSES.map((one) => ({ ...one, runnerId: RUNNER, enabled: true })) : [];
  return {
    'IdentityService/GetAuthenticatedIdentity': () => ({
      subject: { id: behaviour.otherUser ? OTHER_USER : USER, principal: 'PRINCIPAL_USER' },
      organizationId: ORGANIZATION,
    }),
    'UserService/GetAuthenticatedUser': () => ({
      user: { id: USER, name: 'Previews', status: 'USER_STATUS_ACTIVE' },
    }),
    'OrganizationService/GetOrganization': () => ({
      organization: { id: ORGANIZATION, name: 'Demo', tier: 'ORGANIZATION_TIER_CORE' },
    }),
    'EnvironmentService/ListEnvironmentClasses': (body) => {
      const { items, pagination } = paged(classes(), read(requests.Page, body));
      return { environmentClasses: items, pagination };
    },
    'RunnerService/ListRunners': (body) => {
      const { items, pagination } = paged([showRunner({ behaviour })], read(requests.Page, body));
      return { runners: items, pagination };
    },
    'RunnerService/GetRunner': (body) => {
      read(requests.OfRunner, body);
      return { runner: showRunner({ behaviour }) };
    },
    'RunnerConfigurationService/GetEnvironmentClass': (body) => {
      const { environmentClassId } = read(requests.OfClass, body);
      const environmentClass = classes().find(({ id }) => id === environmentClassId);
      if (!environmentClass) throw new ConnectFault('not_found', 'environment class not found');
      return { environmentClass };
    },
    'RunnerConfigurationService/ListSCMIntegrations': () => ({
      integrations: behaviour.bitbucket
        ? [{ id: RUNNER, runnerId: RUNNER, scmId: 'bitbucket', host: 'bitbucket.org' }]
        : [],
    }),
    'RunnerService/CheckAuthenticationForHost': (body) => {
      read(requests.OfHost, body);
      return {
        authenticated: behaviour.signedIn,
        scmId: 'bitbucket',
        scmName: 'Bitbucket',
        supportsOauth2: { authUrl: 'https://app.ona.com/auth/bitbucket' },
      };
    },
    'RunnerService/CheckRepositoryAccess': (body) => {
      const { repositoryUrl } = read(requests.OfRepository, body);
      const hasAccess = behaviour.repositoryAccess && opens(repositoryUrl);
      return { hasAccess, errorMessage: hasAccess ? '' : 'the repository does not exist' };
    },
  };
}

function environmentOf({ environments, behaviour }: Parts, id: string): EnvironmentRecord {
  const found = behaviour.otherUser ? undefined : environments.get(id);
  if (found) return found;
  throw new ConnectFault('not_found', 'environment not found');
}

function environmentMethods(parts: Parts): Record<string, Method> {
  const { behaviour, environments, machines, save, forget, clock, follow } = parts;
  const named = (body: unknown) =>
    environmentOf(parts, read(requests.OfEnvironment, body).environmentId);
  return {
    'EnvironmentService/CreateEnvironment': (body) => {
      const one = newRecord(read(requests.CreateEnvironment, body), clock.now());
      if (!behaviour.classThere) throw new ConnectFault('invalid_argument', 'unknown class');
      checkPreconditions(parts);
      environments.set(one.id, one);
      save(one);
      follow(machines.start(one));
      if (behaviour.lostCreates > 0) {
        behaviour.lostCreates -= 1;
        return new Response('upstream request timeout', { status: 504 });
      }
      return { environment: showEnvironment(parts, one) };
    },
    'EnvironmentService/GetEnvironment': (body) => ({
      environment: showEnvironment(parts, named(body)),
    }),
    'EnvironmentService/ListEnvironments': (body) => {
      const asked = read(requests.ListEnvironments, body);
      const { creatorIds } = asked.filter;
      const isShown = ({ createdAt }: EnvironmentRecord) =>
        clock.now() - createdAt >= behaviour.listingLagSeconds * 1000;
      const own = creatorIds.length === 0 || creatorIds.includes(USER);
      const all = own && !behaviour.otherUser ? [...environments.values()].filter(isShown) : [];
      const { items, pagination } = paged(all.reverse(), asked);
      return { environments: items.map((one) => showEnvironment(parts, one)), pagination };
    },
    'EnvironmentService/StartEnvironment': (body) => {
      const one = named(body);
      checkPreconditions(parts);
      if (one.phase === 'STOPPED') follow(machines.start(one));
      return {};
    },
    'EnvironmentService/StopEnvironment': (body) => {
      follow(machines.stop(named(body)));
      return {};
    },
    'EnvironmentService/DeleteEnvironment': (body) => {
      const one = named(body);
      follow(machines.remove(one).then(() => forget(one)));
      return {};
    },
    'EnvironmentService/CreateEnvironmentLogsToken': (body) => {
      named(body);
      return { accessToken: parts.logToken };
    },
  };
}

/** A sign-in and room for one more. */
function checkPreconditions({ behaviour, environments }: Parts): void {
  if (!behaviour.signedIn) {
    const type = 'gitpod.v1.CreateEnvironmentPreconditionFailureDetails';
    const debug = { missingAuthenticationTokensForHosts: ['bitbucket.org'] };
    throw new ConnectFault('failed_precondition', 'authentication required', [{ type, debug }]);
  }
  const running = [...environments.values()].filter(
    ({ phase }) => phase !== 'STOPPED' && phase !== 'DELETING',
  );
  if (running.length >= behaviour.mostRunning) {
    throw new ConnectFault('resource_exhausted', 'maximum of running environments reached');
  }
}

function newRecord(
  { name, annotations, spec }: requests.CreateEnvironment,
  now: number,
): EnvironmentRecord {
  const [first] = spec.content.initializer.specs;
  return {
    // Version 7: its first digits are the time.
    id: `${now
      .toString(16)
      .padStart(12, '0')
      .replace(/(.{8})/, '$1-')}-7${randomUUID().slice(15)}`,
    checkout: randomInt(1, 2 ** 31),
    ...{ name, annotations, classId: spec.machine.class },
    remoteUri: first?.git.remoteUri ?? '',
    commit: first?.git.cloneTarget ?? '',
    ports: spec.ports,
    timeoutSeconds: spec.timeout.disconnected,
    automationsPath: spec.automationsFile?.automationsFilePath ?? '',
    ...{ createdAt: now, lastStartedAt: now, phase: 'CREATING', machine: 'CREATING' },
    ...{ content: 'CREATING', devcontainer: 'CREATING', failures: {}, automations: 'UNSPECIFIED' },
    ...{ timedOut: false, services: [] },
  };
}

function serviceMethods(parts: Parts): Record<string, Method> {
  const { environments, machines, save, follow } = parts;
  return {
    'EnvironmentAutomationService/ListServices': (body) => {
      const asked = read(requests.ListServices, body);
      const all = asked.filter.environmentIds
        .flatMap((id) => environments.get(id) ?? [])
        .flatMap((one) => one.services.map((service) => showService(parts, one, service)));
      const { items, pagination } = paged(all, asked);
      return { services: items, pagination };
    },
    'EnvironmentAutomationService/CreateService': (body) => {
      const { environmentId, metadata, spec } = read(requests.CreateService, body);
      const one = environmentOf(parts, environmentId);
      if (one.services.some(({ reference }) => reference === metadata.reference)) {
        throw new ConnectFault('invalid_argument', 'reference must be unique');
      }
      const env = Object.fromEntries(spec.env.map(({ name, value }) => [name, value]));
      const service = {
        ...{ id: randomUUID(), ...metadata, start: spec.commands.start, env },
        ...{ starts: false, phase: 'STOPPED' as const, failure: '' },
      };
      one.services.push(service);
      save(one);
      return { service: showService(parts, one, service) };
    },
    'EnvironmentAutomationService/StartService': (body) => {
      const { id } = read(requests.OfService, body);
      for (const one of environments.values()) {
        const service = one.services.find((it) => it.id === id);
        if (!service) continue;
        follow(machines.startService(one, service));
        return {};
      }
      throw new ConnectFault('not_found', 'service not found');
    },
  };
}
