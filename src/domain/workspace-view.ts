import type { WorkspaceConnection } from './connection';
import { defined } from './defined';
import type { ProviderDescription } from './provider-kind';
import type { RepositorySettings } from './settings';
import { connectable, type ConnectableProvider } from './settings-view';

/** What the page of a workspace shows. Never a key. */
export interface WorkspaceView {
  /** What can be connected. */
  providers: ConnectableProvider[];
  /** By name. */
  connections: ShownConnection[];
}

/** A connection as the page of its workspace shows it. */
export interface ShownConnection {
  id: string;
  title: string;
  /** Undefined when this version of the app does not have it. */
  provider?: ConnectableProvider;
  /** The places that the key opened when it was last checked, as people call them. */
  places: string[];
  /** Milliseconds since the epoch. */
  setAt: number;
  /** Atlassian account id of whoever set the key. */
  setBy: string;
  /** So many previews may run over it at once; undefined for any number. */
  most?: number;
  /** How many repositories use it. */
  repositories: number;
}

/** The page of a workspace. */
export function showWorkspace(
  connections: WorkspaceConnection[],
  settings: RepositorySettings[],
  providers: ProviderDescription[],
): WorkspaceView {
  const shown = connections.map(({ id, title, provider, places, setAt, setBy, most }) => {
    const kind = providers.find((one) => one.id === provider);
    return {
      id,
      title,
      ...(kind ? { provider: connectable(kind) } : {}),
      places: places.map((place) => place.title),
      setAt,
      setBy,
      ...defined({ most }),
      repositories: settings.filter(({ connection }) => connection?.id === id).length,
    };
  });
  return {
    providers: providers.map(connectable),
    connections: shown.sort((one, other) => one.title.localeCompare(other.title, 'en')),
  };
}
