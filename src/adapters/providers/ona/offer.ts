import { cleanText, shortLine } from '../../../domain/clean-text';
import type { Offer, OfferedChoice } from '../../../domain/provider-kind';
import type { ProviderOptions } from '../../../domain/provider';
import { findSetupProblem } from './check-setup';
import { expiryWarning } from './expiry';
import { placeOf, readIdentity } from './identity';
import { optionsOf } from './options';
import { ClassPage, Organization, RunnerPage, User } from './protocol';
import { RefusalError } from './refusal';
import type { KnownToken } from './call';
import type { OnaRequest } from './request';

/** The name of the choices that hold what people have to know of the connection. Nobody is asked for them. */
export const NOTES = 'notes';

/** Longer names are cut: the settings of a repository hold them. */
const LONGEST_TITLE = 80;

/** The account that the token opens, its classes, and what keeps them from being used. */
export async function readOffer(
  request: OnaRequest,
  known: KnownToken,
  saved: ProviderOptions | undefined,
): Promise<Offer> {
  const identity = await readIdentity(request);
  const place = placeOf(identity);
  const [organization, user, classes, problem] = await Promise.all([
    nameOfOrganization(request, identity.organizationId),
    nameOfUser(request),
    readClasses(request),
    saved && optionsOf(saved).place === place
      ? findSetupProblem(request, optionsOf(saved).classId)
      : undefined,
  ]);
  const notes = [expiryWarning(known.expires, known.now()), problem].flatMap((one) =>
    one ? [{ value: 'note', title: one.message, label: one.remedy }] : [],
  );
  return {
    places: [{ place, title: `${organization}, as ${user}` }],
    choices: { class: classes, [NOTES]: notes },
  };
}

async function nameOfOrganization(request: OnaRequest, organizationId: string): Promise<string> {
  const call = {
    purpose: 'read the organization',
    method: 'OrganizationService/GetOrganization',
    body: { organizationId },
  };
  const { organization } = await request.call(call, Organization);
  return titleOf(organization?.name) || organizationId;
}

async function nameOfUser(request: OnaRequest): Promise<string> {
  const call = { purpose: 'read whose token it is', method: 'UserService/GetAuthenticatedUser' };
  const { user } = await request.call(call, User);
  return titleOf(user?.name) || titleOf(user?.email) || 'the user of the token';
}

/** What environments can be made of, with the runner of each. */
async function readClasses(request: OnaRequest): Promise<OfferedChoice[]> {
  const [classes, runners] = await Promise.all([
    request.pages(
      {
        purpose: 'list the environment classes',
        method: 'EnvironmentService/ListEnvironmentClasses',
        body: { filter: { enabled: true, canCreateEnvironments: true } },
      },
      ClassPage,
      ({ environmentClasses }) => environmentClasses ?? [],
    ),
    readRunnerNames(request),
  ]);
  return classes.map(({ id, displayName, description, runnerId }) => {
    const runner = titleOf(runners.get(runnerId ?? ''));
    const title = [runner, titleOf(displayName) || id].filter(Boolean).join(': ');
    const words = titleOf(description);
    return { value: id, title, label: words ? `${title} (${words})` : title };
  });
}

/** Members may be refused the list: then classes go by their own names. */
async function readRunnerNames(request: OnaRequest): Promise<Map<string, string>> {
  const call = { purpose: 'list the runners', method: 'RunnerService/ListRunners' };
  try {
    const runners = await request.pages(call, RunnerPage, (page) => page.runners ?? []);
    return new Map(
      runners.map(({ runnerId, name, status }) => [
        runnerId,
        status?.region ? `${name} (${status.region})` : (name ?? ''),
      ]),
    );
  } catch (error) {
    if (error instanceof RefusalError && error.code === 'permission_denied') return new Map();
    throw error;
  }
}

function titleOf(name: string | null | undefined): string {
  return shortLine(cleanText(name ?? ''), LONGEST_TITLE);
}
