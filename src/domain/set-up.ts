import type { Connection } from './connection';
import { defined } from './defined';
import { valuesOf, type FieldError, type FieldValues } from './field';
import { previewOptions } from './preview-options';
import type { KnownOptions, ProviderDescription } from './provider-kind';
import type { PreviewOptions, RepositorySettings } from './settings';
import { showStarters, type RepositoryFacts } from './starter';

/** A repository of a workspace, as Bitbucket lists it. */
export interface ListedRepository {
  id: string;
  /** As in its address. */
  name: string;
  /** What people call its project; undefined when Bitbucket names none. */
  project?: string;
}

/** The same, with what is set up there. */
export interface RepositoryRow extends ListedRepository {
  /** The id of the provider that is connected. */
  provider?: string;
  /** Something is chosen there that another repository can begin with. */
  isModel?: true;
}

/** Every repository of the workspace that can be chosen from; with `isWhole` there is no other. */
export interface RepositoriesView {
  rows: RepositoryRow[];
  isWhole: boolean;
}

/** How it ended for one repository: previews are on there, unless there is a problem. */
export interface SetUpResult {
  id: string;
  problem?: string;
  /** What is left to do there, in sentences. */
  notes: string[];
}

/** What is set up in each of these repositories. */
export function showRepositories(
  { repositories, isWhole }: { repositories: ListedRepository[]; isWhole: boolean },
  settings: RepositorySettings[],
): RepositoriesView {
  const known = new Map(settings.map((one) => [one.repository.repositoryId, one]));
  const rows = repositories.map((one): RepositoryRow => {
    const { connection, options } = known.get(one.id) ?? {};
    return {
      ...one,
      ...defined({ provider: connection?.provider }),
      ...(connection && options ? { isModel: true } : {}),
    };
  });
  return { rows, isWhole };
}

/**
 * What repositories begin with: the choices of `model`, without its secret env vars, or else what was entered in
 * the provider's fields.
 */
export function firstOptions(
  { options: kind }: ProviderDescription,
  { places }: Pick<Connection, 'places'>,
  {
    offer,
    model,
    values = {},
  }: {
    offer: KnownOptions['offer'];
    model?: PreviewOptions | undefined;
    values?: FieldValues | undefined;
  },
): { options: PreviewOptions } | { errors: FieldError[] } {
  const known = { offer, places, saved: model?.provider };
  const parsed = kind.parse(model ? valuesOf(kind.fields(known)) : values, known);
  if ('errors' in parsed) return parsed;
  const plain = model?.variables.filter(({ secret }) => !secret) ?? [];
  return { options: previewOptions(kind, parsed.options, plain) };
}

/** What is left to do in a repository that begins with these options, in sentences. */
export function leftToDo(
  kind: ProviderDescription,
  facts: RepositoryFacts,
  { options, model }: { options: PreviewOptions; model: PreviewOptions | undefined },
): string[] {
  const secrets = model?.variables.filter(({ secret }) => secret).map(({ name }) => name) ?? [];
  return [
    ...(secrets.length > 0 ? [`Its secret env vars are not copied: ${secrets.join(', ')}.`] : []),
    ...missingFiles(kind, facts, options),
  ];
}

function missingFiles(
  kind: ProviderDescription,
  facts: RepositoryFacts,
  { provider }: PreviewOptions,
): string[] {
  if (!facts.main) return ['Nothing was pushed to it yet.'];
  const { branch } = facts.main;
  return showStarters([kind], facts, provider)
    .filter(({ isThere }) => !isThere)
    .map(({ path }) => `The branch ${branch} has no ${path}, without which a preview fails.`);
}
