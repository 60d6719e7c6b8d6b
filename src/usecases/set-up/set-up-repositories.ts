import { sharedConnection, type Connection } from '../../domain/connection';
import { defined } from '../../domain/defined';
import { failureOf } from '../../domain/failure';
import type { FieldValues } from '../../domain/field';
import type { RepositoryKey } from '../../domain/preview-key';
import type { ProviderDescription } from '../../domain/provider-kind';
import { firstOptions, leftToDo, type SetUpResult } from '../../domain/set-up';
import type { PreviewOptions, RepositorySettings } from '../../domain/settings';
import { update } from '../settings/connect-provider';
import type { Dependencies } from '../dependencies';
import { inGroups } from '../in-groups';
import { lookAtRepository } from '../settings/look-at-repository';
import { readOffer } from '../settings/read-settings';
import { providerKindOf } from '../use-hosting';
import { invalidAt, mayAdminister, type Invalid } from '../workspace/workspace-outcome';

/** What an owner chose. */
export interface SetUpForm {
  /** The id of the workspace's connection that they are to use. */
  connection: string;
  /** The id of the repository whose settings they begin with. */
  model?: string | undefined;
  /** What was entered in the provider's fields, without a model. */
  options?: FieldValues | undefined;
  /** Their ids. */
  repositories: string[];
}

/** How it ended. */
export type SetUpOutcome =
  { type: 'set-up'; results: SetUpResult[] } | Invalid | { type: 'refused' };

/** So many are set up at the same time: each asks Bitbucket some five times. */
const AT_ONCE = 5;

/**
 * Connects repositories of a workspace and switches previews on there, so that each open pull request gets one.
 * Owners of the workspace only, who have to administer each repository, too. One that is connected already stays
 * as it is.
 */
export async function setUpRepositories(
  deps: Dependencies,
  workspaceId: string,
  form: SetUpForm,
  accountId: string,
): Promise<SetUpOutcome> {
  if (!(await mayAdminister(deps, workspaceId))) return { type: 'refused' };
  const { store } = deps;
  const [shared, model] = await Promise.all([
    store.readConnection(form.connection),
    form.model === undefined
      ? undefined
      : store.readSettings({ workspaceId, repositoryId: form.model }),
  ]);
  if (!shared) return invalidAt('connection', 'This connection is gone. Load the page again.');
  const isFit = model?.options && model.connection?.provider === shared.provider;
  if (form.model !== undefined && !isFit) {
    return invalidAt('model', 'Nothing can be copied from there any more. Load the page again.');
  }
  const connection = sharedConnection(shared);
  const kind = providerKindOf(deps, shared.provider);
  const offer = await readOffer(deps, { connection, ...defined({ options: model?.options }) });
  const first = firstOptions(kind, connection, {
    offer,
    model: model?.options,
    values: form.options,
  });
  if ('errors' in first) return { type: 'invalid', errors: first.errors };
  const plan = { kind, connection, options: first.options, model };
  const results = await inGroups(form.repositories, AT_ONCE, (repositoryId) =>
    setUp(deps, { workspaceId, repositoryId }, plan, accountId),
  );
  return { type: 'set-up', results };
}

interface Plan {
  kind: ProviderDescription;
  connection: Connection;
  options: PreviewOptions;
  model: RepositorySettings | undefined;
}

async function setUp(
  deps: Dependencies,
  repository: RepositoryKey,
  { kind, connection, options, model }: Plan,
  accountId: string,
): Promise<SetUpResult> {
  const id = repository.repositoryId;
  const failed = (problem: string): SetUpResult => ({ id, problem, notes: [] });
  try {
    if (deps.bitbucket.isBudgetLow()) {
      return failed('The hour’s requests to Bitbucket are nearly used up. Go on in an hour.');
    }
    if ((await deps.bitbucket.readOwnPermission(repository)) !== 'admin') {
      return failed('You do not administer it.');
    }
    if ((await deps.store.readSettings(repository))?.connection) {
      return failed('It is connected already, and stays as it is.');
    }
    const facts = await deps.bitbucket.readRepository(repository);
    const written = await update(deps, repository, (before) =>
      before.connection
        ? before
        : {
            ...before,
            enabled: true,
            connection,
            options,
            ...defined({ ownRules: model?.ownRules, project: facts.project }),
            updatedBy: accountId,
          },
    );
    // Read anew, below the rules of its workspace and project.
    await lookAtRepository(deps, (await deps.store.readSettings(repository)) ?? written);
    return { id, notes: leftToDo(kind, facts, { options, model: model?.options }) };
  } catch (error) {
    const { message, remedy } = failureOf(error);
    return failed(`${message} ${remedy}`);
  }
}
