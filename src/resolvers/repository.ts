import Resolver from '@forge/resolver';
import * as v from 'valibot';
import {
  MOST_AT_ONCE,
  type PreviewsResult,
  type Refused,
  type RepositoryFunctions,
} from '../contract';
import { Subject, type RepositoryKey } from '../domain/preview-key';
import type { PreviewsView } from '../domain/preview-row';
import { actOnPreviews, listPreviews } from '../usecases/list-previews';
import { dependencies } from '../wiring';
import { accountOf, repositoryOf } from './caller';
import { handlerOf, type Page } from './handler';
import { NOT_READER, NOT_WRITER, OUT_OF_PLACE } from './refusal';

/** Who calls, and from which repository. Both come from Forge, never from the payload. */
interface Caller {
  repository: RepositoryKey;
  accountId: string;
}

const PAGE: Page<Caller> = {
  callerOf(context) {
    const repository = repositoryOf(context);
    const accountId = accountOf(context);
    return repository && accountId ? { repository, accountId } : undefined;
  },
  outOfPlace: OUT_OF_PLACE,
  subjectOf: ({ repository }) => ({ repository: repository.repositoryId }),
};

const resolver = new Resolver();
define('listPreviews', v.unknown(), NOT_READER, ({ repository, accountId }) =>
  listPreviews(dependencies, repository, accountId),
);
define(
  'actOnPreviews',
  v.object({
    action: v.picklist(['redeploy', 'extend', 'keep', 'keepNoLonger', 'delete']),
    subjects: v.pipe(v.array(Subject), v.maxLength(MOST_AT_ONCE)),
  }),
  NOT_WRITER,
  ({ repository, accountId }, payload) =>
    actOnPreviews(dependencies, repository, payload, accountId),
);

/** The functions of the repository's page. */
export const run = resolver.getDefinitions();

function define<Payload>(
  name: keyof RepositoryFunctions,
  schema: v.GenericSchema<unknown, Payload>,
  refusal: Refused,
  action: (caller: Caller, payload: Payload) => Promise<PreviewsView | 'refused'>,
): void {
  const answer = async (caller: Caller, payload: Payload): Promise<PreviewsResult> => {
    const view = await action(caller, payload);
    return view === 'refused' ? refusal : { type: 'previews', view };
  };
  resolver.define(name, handlerOf(PAGE, schema, answer));
}
