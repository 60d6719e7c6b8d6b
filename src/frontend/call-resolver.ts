import { invoke } from '@forge/bridge';
import type {
  CardFunctions,
  LayerFunctions,
  RepositoryFunctions,
  SettingsFunctions,
  WorkspaceFunctions,
} from '../contract';

type Payload<F> = F extends { payload: undefined } ? [] : F extends { payload: infer P } ? [P] : [];
type Result<F> = F extends { result: infer R } ? R : never;

/** Calls one function of the settings page's resolver. Rejects when the app does not answer. */
export async function callSettings<K extends keyof SettingsFunctions>(
  name: K,
  ...[payload]: Payload<SettingsFunctions[K]>
): Promise<Result<SettingsFunctions[K]>> {
  return (await invoke(name, payload)) as Result<SettingsFunctions[K]>;
}

/** Calls one function of the workspace page's resolver. Rejects when the app does not answer. */
export async function callWorkspace<K extends keyof WorkspaceFunctions>(
  name: K,
  ...[payload]: Payload<WorkspaceFunctions[K]>
): Promise<Result<WorkspaceFunctions[K]>> {
  return (await invoke(name, payload)) as Result<WorkspaceFunctions[K]>;
}

/** Calls one function of the resolver of the repository's page. Rejects when the app does not answer. */
export async function callRepository<K extends keyof RepositoryFunctions>(
  name: K,
  ...[payload]: Payload<RepositoryFunctions[K]>
): Promise<Result<RepositoryFunctions[K]>> {
  return (await invoke(name, payload)) as Result<RepositoryFunctions[K]>;
}

/** Calls one function of the card's resolver. Rejects when the app does not answer. */
export async function callCard<K extends keyof CardFunctions>(
  name: K,
  ...[payload]: Payload<CardFunctions[K]>
): Promise<Result<CardFunctions[K]>> {
  return (await invoke(name, payload)) as Result<CardFunctions[K]>;
}

/** Calls about the rules of the workspace or the project that the page belongs to. Rejects when the app does not answer. */
export async function callLayer<K extends keyof LayerFunctions>(
  name: K,
  ...[payload]: Payload<LayerFunctions[K]>
): Promise<Result<LayerFunctions[K]>> {
  return (await invoke(name, payload)) as Result<LayerFunctions[K]>;
}
