import type { InferOutput } from 'valibot';
import { FailureError, permanent } from '../../../domain/failure';
import type { Place } from '../../../domain/provider';
import { Identity } from './protocol';
import type { OnaRequest } from './request';

type Identity = InferOutput<typeof Identity>;

/** A user of this kind cannot clone from Bitbucket: its sign-in there is for GitHub and GitLab only. */
const SERVICE_ACCOUNT = 'PRINCIPAL_SERVICE_ACCOUNT';

/** Whose token it is. One of a service account is refused. */
export async function readIdentity(request: OnaRequest): Promise<Identity> {
  const call = {
    purpose: 'read whose token it is',
    method: 'IdentityService/GetAuthenticatedIdentity',
  };
  const identity = await request.call(call, Identity);
  if (identity.subject.principal !== SERVICE_ACCOUNT) return identity;
  throw new FailureError(
    permanent(
      'service-account',
      'This is the token of a service account, which Ona does not sign in to Bitbucket.',
      'Enter the personal access token of a user.',
      'settings',
    ),
  );
}

/** A token opens what its user has in one organization. */
export function placeOf({ subject, organizationId }: Identity): Place {
  return `${organizationId}/${subject.id}`;
}

/** The parts of a place. */
export function partsOf(place: Place): { organizationId: string; userId: string } {
  const [organizationId = '', userId = ''] = place.split('/');
  return { organizationId, userId };
}

/**
 * Refuses a token of another user or organization: Ona answers "not found" of what it may not see, which proves
 * nothing then.
 */
export async function checkPlace(request: OnaRequest, place: Place): Promise<void> {
  if (placeOf(await readIdentity(request)) === place) return;
  throw new FailureError(
    permanent(
      'place-unavailable',
      'The personal access token is of another user or organization at Ona than this environment.',
      'An admin of the repository connects a token of the user whose environments they are, or disconnects Ona and leaves them running.',
      'settings',
    ),
  );
}
