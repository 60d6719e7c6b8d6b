import { sharedConnection } from '../../domain/connection';
import { defined } from '../../domain/defined';
import type { Field } from '../../domain/field';
import type { Dependencies } from '../dependencies';
import { readOffer } from '../settings/read-settings';
import { providerKindOf } from '../use-hosting';
import { invalidAt, mayAdminister, type Invalid } from '../workspace/workspace-outcome';

/** How reading them ended; `problem` says why there is nothing to choose from. */
export type ChoicesOutcome =
  { type: 'choices'; fields: Field[]; problem?: string } | Invalid | { type: 'refused' };

/** What has to be chosen at the provider of a connection, as it is offered now. Owners of the workspace only. */
export async function readChoices(
  deps: Dependencies,
  workspaceId: string,
  id: string,
): Promise<ChoicesOutcome> {
  if (!(await mayAdminister(deps, workspaceId))) return { type: 'refused' };
  const shared = await deps.store.readConnection(id);
  if (!shared) return invalidAt('connection', 'This connection is gone. Load the page again.');
  const offer = await readOffer(deps, { connection: sharedConnection(shared) });
  const { options } = providerKindOf(deps, shared.provider);
  const problem =
    'failure' in offer ? `${offer.failure.message} ${offer.failure.remedy}` : undefined;
  const fields = options.fields({ offer, places: shared.places });
  return { type: 'choices', fields, ...defined({ problem }) };
}
