import { peopleIn, withoutPeople } from '../domain/person';
import type { Dependencies } from './dependencies';
import { updatePreview } from './update-preview';

/**
 * Reports whose account ids are stored, and erases those of closed accounts from records, settings,
 * connections and layers. What is written by somebody else in the same moment keeps its id until the next report.
 */
export async function reportPeople(deps: Dependencies): Promise<void> {
  const { store, accounts, clock, log } = deps;
  const [settings, connections, layers] = await Promise.all([
    store.listSettings(),
    store.listConnections(),
    store.readLayers(),
  ]);
  const people = new Set([...settings, ...connections, layers].flatMap(peopleIn));
  await store.eachPreview((preview) => {
    for (const accountId of peopleIn(preview)) people.add(accountId);
    return Promise.resolve();
  });
  const closed = new Set(await accounts.reportStored([...people], clock.now()));
  log('reported stored account ids', { count: people.size, closed: closed.size });
  if (closed.size === 0) return;
  const isConcerned = (body: object) => peopleIn(body).some((accountId) => closed.has(accountId));
  for (const one of settings.filter(isConcerned)) {
    await store.writeSettings({ ...withoutPeople(one, closed), revision: one.revision + 1 });
  }
  for (const one of connections.filter(isConcerned)) {
    await store.writeConnection({ ...withoutPeople(one, closed), revision: one.revision + 1 });
  }
  if (isConcerned(layers)) {
    await store.writeLayers({ ...withoutPeople(layers, closed), revision: layers.revision + 1 });
  }
  await store.eachPreview(async (preview) => {
    if (!isConcerned(preview)) return;
    await updatePreview(deps, preview.key, (stored) => stored && withoutPeople(stored, closed));
  });
}
