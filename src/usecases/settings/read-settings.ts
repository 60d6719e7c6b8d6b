import { defined } from '../../domain/defined';
import { failureOf, permanent } from '../../domain/failure';
import type { RepositoryKey } from '../../domain/preview-key';
import type { KnownOptions } from '../../domain/provider-kind';
import type { PreviewList } from '../../domain/preview';
import { emptySettings, withLayers, type RepositorySettings } from '../../domain/settings';
import { showSettings, type SettingsFacts, type SettingsView } from '../../domain/settings-view';
import { filesToJudge } from '../../domain/starter';
import type { Dependencies } from '../dependencies';
import { noteProject } from '../events/note-project';
import { connectHosting, providerKindOf } from '../use-hosting';

/** What the settings page shows to an admin; `refused` to anybody else. */
export async function readSettings(
  deps: Dependencies,
  repository: RepositoryKey,
): Promise<SettingsView | 'refused'> {
  const [permission, settings, list] = await Promise.all([
    deps.bitbucket.readOwnPermission(repository),
    deps.store.readSettings(repository),
    deps.store.listPreviews(repository),
  ]);
  if (permission !== 'admin') return 'refused';
  const known = settings ?? emptySettings(repository);
  const [offer, outside] = await Promise.all([
    known.connection ? readOffer(deps, known) : undefined,
    readOutside(deps, known),
  ]);
  return show(deps, known, { offer, list, ...outside });
}

/** What the repository is. That Bitbucket cannot be asked is a part of the answer. */
async function readCode(
  deps: Dependencies,
  { repository, connection, options, disconnecting }: RepositorySettings,
): Promise<SettingsFacts['code']> {
  // The page asks every few seconds then, and shows none of it.
  if (disconnecting) return undefined;
  try {
    const facts = await deps.bitbucket.readRepository(repository);
    const kinds = connection
      ? [providerKindOf(deps, connection.provider)]
      : Object.values(deps.providers);
    const commit = facts.main?.commit ?? '';
    const read = filesToJudge(kinds, facts, options?.provider).map(
      async (path) =>
        [path, await deps.bitbucket.readRootFile(repository, { commit, path })] as const,
    );
    return { ...facts, texts: Object.fromEntries(await Promise.all(read)) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

/** What the provider offers now. A provider that cannot be asked is a part of the answer. */
export async function readOffer(
  deps: Dependencies,
  { connection, options }: Pick<RepositorySettings, 'connection' | 'options'>,
): Promise<NonNullable<KnownOptions['offer']>> {
  const credentials = connection && (await deps.store.readCredentials(connection.id));
  if (!credentials) {
    const message = 'No key of the hosting provider is stored.';
    const remedy = 'Connect the provider again.';
    return { failure: permanent('not-connected', message, remedy, 'settings') };
  }
  try {
    const hosting = connectHosting(deps, connection.provider, credentials);
    return await hosting.offer(options?.provider);
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

/** The page after a write, from what is known already. */
export async function viewAfterWrite(
  deps: Dependencies,
  settings: RepositorySettings,
  offer: KnownOptions['offer'],
): Promise<SettingsView> {
  const [list, outside] = await Promise.all([
    deps.store.listPreviews(settings.repository),
    readOutside(deps, settings),
  ]);
  return show(deps, settings, { offer, list, ...outside });
}

/** What is shown follows the very layers that it names, those of the project that the repository is in now. */
async function show(
  deps: Dependencies,
  settings: RepositorySettings,
  {
    offer,
    list,
    code,
    shared,
    layers,
  }: Outside & { offer: KnownOptions['offer']; list: PreviewList },
): Promise<SettingsView> {
  const project = code && !('failure' in code) ? code.project : undefined;
  if (settings.revision > 0) await noteProject(deps, settings, project);
  const now = withLayers(
    { ...settings, ...defined({ project: project ?? settings.project }) },
    layers,
  );
  return showSettings(now, { ...factsOf(deps, settings, offer), code, shared, layers }, list);
}

type Outside = Required<Pick<SettingsFacts, 'shared' | 'layers'>> & Pick<SettingsFacts, 'code'>;

/** What the repository is, and what its workspace and project have for it. */
async function readOutside(deps: Dependencies, settings: RepositorySettings): Promise<Outside> {
  const [code, shared, layers] = await Promise.all([
    readCode(deps, settings),
    settings.connection ? [] : deps.store.listConnections(),
    deps.store.readLayers(),
  ]);
  return { code, shared, layers };
}

function factsOf(
  deps: Dependencies,
  { connection }: RepositorySettings,
  offer: KnownOptions['offer'],
) {
  const kind = connection && providerKindOf(deps, connection.provider);
  return { providers: Object.values(deps.providers), kind, offer };
}
