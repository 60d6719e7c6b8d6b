import { defined } from '../../../domain/defined';
import { FailureError, permanent } from '../../../domain/failure';
import type { Environment, EnvironmentRef, Place } from '../../../domain/provider';
import { checkPlace, partsOf } from './identity';
import { EnvironmentPage, FoundEnvironment, type OnaEnvironment } from './protocol';
import { RefusalError } from './refusal';
import type { OnaRequest } from './request';

/** By these annotations an environment is known, too: older servers drop them, so the name says the same. */
const KEY = 'previews-for-bitbucket.name';
const ATTEMPT = 'previews-for-bitbucket.attempt';
const COMMIT = 'previews-for-bitbucket.commit';

/** The preview's name and the attempt that it was made for. Its ends are ours alone. */
const NAME = /^(preview-.+)-(\d+-\d+-\d+)$/;

/** What an environment is to be called, and how it is marked. At most 80 characters long. */
export function marksOf({
  name,
  attempt,
  commit,
}: {
  name: string;
  attempt: string;
  commit: string;
}): { name: string; annotations: Record<string, string> } {
  return {
    name: `${name}-${attempt}`,
    annotations: { [KEY]: name, [ATTEMPT]: attempt, [COMMIT]: commit },
  };
}

function readMarks({ metadata }: OnaEnvironment): { name: string; attempt: string } | undefined {
  const { [KEY]: key, [ATTEMPT]: tried } = metadata.annotations ?? {};
  if (key && tried) return { name: key, attempt: tried };
  const [, name, attempt] = NAME.exec(metadata.name ?? '') ?? [];
  return name && attempt ? { name, attempt } : undefined;
}

/** The environment as the app knows it. One that is none of a preview keeps the name that it has. */
export function toEnvironment(found: OnaEnvironment, place: Place, port?: number): Environment {
  const marks = readMarks(found);
  return {
    id: found.id,
    name: marks?.name ?? found.metadata.name ?? '',
    place,
    size: found.spec?.machine?.class ?? '',
    ...defined({
      attempt: marks?.attempt,
      url: port === undefined ? undefined : urlOf(found, port),
    }),
    pageUrl: `https://app.ona.com/details/${found.id}`,
  };
}

/** Where a port answers: the API says it while the environment runs. Undefined for what is no web address. */
export function urlOf({ status }: OnaEnvironment, port: number): string | undefined {
  const address = status?.environmentUrls?.ports?.find((one) => one.port === port)?.url ?? '';
  if (address.length > 1000 || !URL.canParse(address)) return undefined;
  const { protocol, username, password, href, hostname } = new URL(address);
  const isWeb = protocol === 'https:' || (protocol === 'http:' && hostname.endsWith('.localhost'));
  return isWeb && !username && !password ? href : undefined;
}

const isGone = ({ status }: OnaEnvironment) => status?.phase === 'ENVIRONMENT_PHASE_DELETED';

/** All environments of the user of the token, archived ones among them. */
export async function listAll(request: OnaRequest, place: Place): Promise<OnaEnvironment[]> {
  await checkPlace(request, place);
  const call = {
    purpose: 'list the environments',
    method: 'EnvironmentService/ListEnvironments',
    body: {
      filter: {
        creatorIds: [partsOf(place).userId],
        roles: ['ENVIRONMENT_ROLE_DEFAULT'],
        archivalStatus: 'ARCHIVAL_STATUS_ALL',
      },
    },
  };
  const all = await request.pages(call, EnvironmentPage, ({ environments }) => environments ?? []);
  return all.filter((one) => !isGone(one));
}

/** The environment, or undefined when Ona does not find it, which proves nothing by itself. */
async function readEnvironment(
  request: OnaRequest,
  environmentId: string,
): Promise<OnaEnvironment | undefined> {
  const call = {
    purpose: 'read the environment',
    method: 'EnvironmentService/GetEnvironment',
    body: { environmentId },
  };
  try {
    const { environment } = await request.call(call, FoundEnvironment);
    return isGone(environment) ? undefined : environment;
  } catch (error) {
    if (error instanceof RefusalError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** `gone` is proven by a whole list of the same user's environments that lacks it. */
export async function findEnvironment(
  request: OnaRequest,
  { id, place }: EnvironmentRef,
): Promise<OnaEnvironment | 'gone'> {
  const direct = await readEnvironment(request, id);
  if (direct) return direct;
  return (await listAll(request, place)).find((one) => one.id === id) ?? 'gone';
}

/** The environment, which the steps of a deployment are about. */
export async function getEnvironment(
  request: OnaRequest,
  ref: EnvironmentRef,
): Promise<OnaEnvironment> {
  const found = await findEnvironment(request, ref);
  if (found !== 'gone' && found.status?.phase !== 'ENVIRONMENT_PHASE_DELETING') return found;
  throw new FailureError(
    permanent(
      'environment-missing',
      'The environment is not there at Ona any more.',
      'Another one is made by itself.',
      'time',
    ),
  );
}
