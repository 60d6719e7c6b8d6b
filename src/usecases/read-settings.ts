import { failureOf, permanent } from '../domain/failure';
import type { RepositoryKey } from '../domain/preview-key';
import { emptySettings, type RepositorySettings } from '../domain/settings';
import { showSettings, type Offer, type SettingsView } from '../domain/settings-view';
import type { Hosting } from '../ports/hosting';
import type { Dependencies } from './dependencies';
import { connectHosting } from './use-hosting';

/** What the settings page shows to an admin; `refused` to anybody else. */
export async function readSettings(
  deps: Dependencies,
  repository: RepositoryKey,
): Promise<SettingsView | 'refused'> {
  const [permission, settings, token, list] = await Promise.all([
    deps.bitbucket.readOwnPermission(repository),
    deps.store.readSettings(repository),
    deps.store.readToken(repository),
    deps.store.listPreviews(repository),
  ]);
  if (permission !== 'admin') return 'refused';
  const known = settings ?? emptySettings(repository);
  const offer = known.connection ? await readOffer(deps, known, token) : undefined;
  return showSettings(known, offer, list);
}

/** What the provider offers now. A provider that cannot be asked is a part of the answer. */
export async function readOffer(
  deps: Dependencies,
  { connection }: RepositorySettings,
  token: string | undefined,
): Promise<Offer> {
  if (!connection || !token) {
    const message = 'No key of the hosting provider is stored.';
    return {
      failure: permanent('not-connected', message, 'Connect the provider again.', 'settings'),
    };
  }
  try {
    return await askOffer(connectHosting(deps, connection.provider, { token }));
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

/** What the key of this provider opens. Throws when the provider could not be asked. */
export async function askOffer(provider: Hosting): Promise<Extract<Offer, { plans: unknown }>> {
  const [teams, plans] = await Promise.all([provider.listTeams(), provider.listPlans()]);
  return { teams, plans };
}

/** The page after a write, from what is known already. */
export async function viewAfterWrite(
  deps: Dependencies,
  settings: RepositorySettings,
  offer: Offer | undefined,
): Promise<SettingsView> {
  return showSettings(settings, offer, await deps.store.listPreviews(settings.repository));
}
