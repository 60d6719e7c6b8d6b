import { environmentName, previewOfEnvironment } from '../../domain/environment-name';
import { failureOf } from '../../domain/failure';
import { environmentOf, goingOf, isKnown, olderOf } from '../../domain/holding';
import type { Preview } from '../../domain/preview';
import type { PreviewKey } from '../../domain/preview-key';
import type { Environment } from '../../domain/provider';
import type { PreviewOptions, RepositorySettings } from '../../domain/settings';
import type { Hosting } from '../../ports/hosting';
import type { Dependencies } from '../dependencies';
import { openHosting, providerKindOf } from '../use-hosting';

/** What a sweep does about one repository. */
export interface SweepTurn {
  /** What this sweep listed, by connection and place: repositories of a workspace share them. */
  lists: Map<string, Promise<Environment[]>>;
  /** Counts the sweeps of this repository, so that its previews take turns. */
  round: number;
  /** Into how many environments it looks: one call each. */
  looksInto: number;
}

/** Tells apart the places where the environments of repositories are: some share one. */
export function placeId({ connection, options }: RepositorySettings): string {
  return JSON.stringify([connection?.id, options?.place]);
}

/**
 * Pull requests whose environment is missing at the provider, is there without a record, or runs no
 * more what was ready. None when the provider could not be asked.
 */
export async function sweepEnvironments(
  deps: Dependencies,
  settings: RepositorySettings,
  previews: Preview[],
  turn: SweepTurn,
): Promise<PreviewKey[]> {
  const { connection } = settings;
  if (!connection || !settings.options) return [];
  const provider = await openHosting(deps, connection);
  if (!provider) return [];
  // What is only to be read is there for as long as the provider keeps it.
  if (providerKindOf(deps, connection.provider).traits.gives === 'report') return [];
  const { place } = settings.options;
  const listing = turn.lists.get(placeId(settings)) ?? provider.list(place);
  turn.lists.set(placeId(settings), listing);
  let environments: Environment[];
  try {
    environments = await listing;
  } catch (error) {
    deps.log('could not list environments', {
      repository: settings.repository.repositoryId,
      code: failureOf(error).code,
    });
    return [];
  }
  const stray = strayed(environments, settings, previews);
  return [...stray, ...(await down(deps, provider, settings.options, previews, turn))];
}

/** Pull requests whose environment runs no more what was ready, of those whose turn it is to be looked into. */
async function down(
  deps: Dependencies,
  provider: Hosting,
  options: PreviewOptions,
  previews: Preview[],
  { round, looksInto }: SweepTurn,
): Promise<PreviewKey[]> {
  const up = previews.flatMap((preview) => {
    const { key, state } = preview;
    const environment =
      state.type === 'ready' || isUnstopped(state) ? environmentOf(preview) : undefined;
    const older = state.type === 'deleting' ? undefined : olderOf(preview)?.environment;
    return [environment, older].flatMap((one) => (one ? [{ key, environment: one }] : []));
  });
  const turns = Math.max(1, Math.ceil(up.length / looksInto));
  const start = (round % turns) * looksInto;
  const part = up.slice(start, start + looksInto);
  let failure: { repository: string; code: string } | undefined;
  const found = await Promise.all(
    part.map(async ({ key, environment }) => {
      const end = await provider
        .findEnd?.(environment, { options: options.provider, readable: [] })
        .catch((error: unknown) => {
          failure = { repository: key.repositoryId, code: failureOf(error).code };
          return undefined;
        });
      return end ? [key] : [];
    }),
  );
  if (failure) deps.log('could not look into environments', failure);
  return found.flat();
}

/** Whether what ran before goes on while a deployment waits for its turn. */
function isUnstopped(state: Preview['state']): boolean {
  return state.type === 'waiting' && !state.stopped;
}

/** Pull requests whose environment is missing at the provider, is there twice, or without a record. */
function strayed(
  environments: Environment[],
  { repository, options }: RepositorySettings,
  previews: Preview[],
): PreviewKey[] {
  const names = new Set(environments.map(({ name }) => name));
  const ids = new Set(environments.map(({ id }) => id));
  const missing = previews.filter(
    (preview) =>
      environmentOf(preview)?.place === options?.place &&
      (['ready', 'failed'].includes(preview.state.type) || isUnstopped(preview.state)) &&
      !names.has(environmentName(preview.key)),
  );
  // Another one has its name.
  const olderMissing = previews.filter((preview) => {
    const older = preview.state.type === 'deleting' ? undefined : olderOf(preview)?.environment;
    return older && older.place === options?.place && !ids.has(older.id);
  });
  const known = new Map(previews.map((preview) => [environmentName(preview.key), preview]));
  const unknown = environments.flatMap((found) => {
    const own = known.get(found.name);
    const key = own?.key ?? previewOfEnvironment(found.name, repository);
    return !key || (own && isKnown(own, found)) ? [] : [key];
  });
  const extra = previews.filter(
    (preview) => preview.state.type !== 'deleting' && goingOf(preview).length > 0,
  );
  return [...[...missing, ...olderMissing, ...extra].map(({ key }) => key), ...unknown];
}
