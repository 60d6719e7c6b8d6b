import type { GenericSchema, InferOutput } from 'valibot';
import { cleanText, shortLine } from '../../../domain/clean-text';
import { permanent, type Failure } from '../../../domain/failure';
import {
  FoundClass,
  FoundRunner,
  HostSignIn,
  Integrations,
  RepositoryAccess,
  type Runner,
} from './protocol';
import { RefusalError } from './refusal';
import type { Call } from './call';
import type { OnaRequest } from './request';

const BITBUCKET = 'bitbucket.org';
/** Hosts at which a sign-in may begin; a link of Ona's that leads elsewhere is not shown. */
const SIGN_IN = /^(?:(?:[a-z0-9-]+\.)*(?:ona\.com|gitpod\.io)|bitbucket\.org)$/;

/**
 * What keeps environments of a class from being made, in the order in which it has to be mended: the class, its
 * runner, Bitbucket on that runner, the sign-in of the token's owner there. Undefined when nothing is known to.
 */
export async function findSetupProblem(
  request: OnaRequest,
  classId: string,
): Promise<Failure | undefined> {
  return (await findRunner(request, classId)).problem;
}

/** The same, and whether that runner reads the repository. */
export async function findProblem(
  request: OnaRequest,
  classId: string,
  repositoryUrl: string,
): Promise<Failure | undefined> {
  const { problem, runner } = await findRunner(request, classId);
  if (problem || !runner) return problem;
  const call = {
    purpose: 'check the access to the repository',
    method: 'RunnerService/CheckRepositoryAccess',
    body: { runnerId: runner.runnerId, repositoryUrl },
  };
  const access = await ifTold(request, call, RepositoryAccess);
  if (!access || access.hasAccess) return undefined;
  const why = shortLine(cleanText(access.errorMessage ?? ''), 200).replace(/\.$/, '');
  return permanent(
    'repository-unreachable',
    `Ona cannot read the repository${why ? `: ${why}` : ''}.`,
    'Give the Bitbucket user with which the owner of the token signed in at Ona access to the repository. Then redeploy.',
    'provider',
  );
}

async function findRunner(
  request: OnaRequest,
  environmentClassId: string,
): Promise<{ problem?: Failure; runner?: Runner }> {
  const found = await readClass(request, environmentClassId);
  if (!found) return { problem: CLASS_GONE };
  const runnerId = found.runnerId ?? '';
  const { runner } = await request.call(
    { purpose: 'read the runner', method: 'RunnerService/GetRunner', body: { runnerId } },
    FoundRunner,
  );
  if (runner.status?.phase !== 'RUNNER_PHASE_ACTIVE') return { problem: notActive(runner) };
  const [integrations, signIn] = await Promise.all([
    ifTold(
      request,
      {
        purpose: 'read which Git hosts the runner knows',
        method: 'RunnerConfigurationService/ListSCMIntegrations',
        body: { filter: { runnerIds: [runnerId] } },
      },
      Integrations,
    ),
    request.call(
      {
        purpose: 'check the sign-in to Bitbucket',
        method: 'RunnerService/CheckAuthenticationForHost',
        body: { runnerId, host: BITBUCKET },
      },
      HostSignIn,
    ),
  ]);
  if (integrations?.integrations?.every(({ host }) => host !== BITBUCKET)) {
    return { problem: noIntegration(runner) };
  }
  if (!signIn.authenticated) {
    return {
      problem: notSignedIn(runner, signIn.supportsOauth2?.authUrl ?? signIn.authenticationUrl),
    };
  }
  return { runner };
}

async function readClass(request: OnaRequest, environmentClassId: string) {
  const call = {
    purpose: 'read the environment class',
    method: 'RunnerConfigurationService/GetEnvironmentClass',
    body: { environmentClassId },
  };
  try {
    const { environmentClass } = await request.call(call, FoundClass);
    return environmentClass.enabled ? environmentClass : undefined;
  } catch (error) {
    if (error instanceof RefusalError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** Undefined where the token may not ask, or the runner is too old to tell: that is no "no". */
async function ifTold<Schema extends GenericSchema>(
  request: OnaRequest,
  call: Call,
  schema: Schema,
): Promise<InferOutput<Schema> | undefined> {
  try {
    return await request.call(call, schema);
  } catch (error) {
    const isUntold =
      error instanceof RefusalError && ['permission_denied', 'unimplemented'].includes(error.code);
    if (isUntold) return undefined;
    throw error;
  }
}

const CLASS_GONE = permanent(
  'class-unavailable',
  'The environment class that previews run on is not available at Ona any more.',
  'An admin of the repository chooses another one in the repository settings.',
  'settings',
);

function named({ name, runnerId }: Runner): string {
  return shortLine(cleanText(name ?? ''), 80) || runnerId;
}

function notActive(runner: Runner): Failure {
  const phase =
    (runner.status?.phase ?? '').replace('RUNNER_PHASE_', '').toLowerCase() || 'unknown';
  const said = shortLine(cleanText(runner.status?.message ?? ''), 150).replace(/\.$/, '');
  return permanent(
    'runner-inactive',
    `The runner ${named(runner)} at Ona is ${phase}${said ? `: ${said}` : ''}.`,
    'An admin of the Ona organization brings it up, under https://app.ona.com/settings/runners; or an admin of the repository chooses a class of another runner.',
    'provider',
  );
}

function noIntegration(runner: Runner): Failure {
  return permanent(
    'bitbucket-not-connected',
    `The runner ${named(runner)} at Ona has no Bitbucket integration.`,
    'An admin of the Ona organization adds Bitbucket to the runner, under https://app.ona.com/settings/runners. Then redeploy.',
    'provider',
  );
}

function notSignedIn(runner: Runner, authUrl: string | null | undefined): Failure {
  const link =
    authUrl && isSignIn(authUrl) ? authUrl : 'https://app.ona.com/settings/git-authentications';
  return permanent(
    'bitbucket-not-signed-in',
    `The owner of the token is not signed in to Bitbucket on the runner ${named(runner)} at Ona.`,
    `The owner of the token signs in to Ona and opens ${link}. Then redeploy.`,
    'provider',
  );
}

function isSignIn(address: string): boolean {
  if (address.length > 500 || !URL.canParse(address)) return false;
  const { protocol, username, hostname } = new URL(address);
  return protocol === 'https:' && !username && SIGN_IN.test(hostname);
}
