import type { Placement } from '../views/module';
import { themeState } from './color-mode';
import { closeFlag, showFlag, type FlagOptions } from './flags';
import { refreshLiveRegions } from './live-regions';
import type { RunOperation } from './module-frame';
import {
  addEventListenerOfModule,
  emitToModules,
  removeEventListenerOfModule,
} from './page-events';

/** What `openModal` asks for. */
export interface ModalRequest {
  resource: string | null;
  onClose?: (payload?: unknown) => unknown;
  size?: unknown;
  context?: unknown;
  closeOnEscape?: boolean;
  closeOnOverlayClick?: boolean;
  title?: string;
}

/** Where a module runs, and what it may ask its surroundings for. */
export interface ModuleSurroundings {
  placement: Placement;
  openModal: (modal: ModalRequest) => void;
  /** Closes the modal in which the module runs; missing where there is nothing to close. */
  close?: (payload: unknown) => void;
  modalContext?: unknown;
}

/**
 * The operations of the bridge that a UI Kit app can reach, answered as Bitbucket does. One that
 * is not here is refused by name, so that it is seen.
 */
export function createOperations(surroundings: ModuleSurroundings): RunOperation {
  const { placement } = surroundings;
  const operations: Record<string, (data: never) => unknown> = {
    invoke: (data: { functionKey: string; payload?: unknown }) => invoke(placement, data),
    getContext: () => getContext(surroundings),
    fetchProduct,
    openModal: (modal: ModalRequest) => {
      surroundings.openModal(modal);
      return true;
    },
    close: (payload: unknown) => closeModal(surroundings, payload),
    submit: (payload: unknown) => closeModal(surroundings, payload),
    open: () => false,
    onClose: () => surroundings.close !== undefined,
    refresh: () => refreshLiveRegions().then(() => true),
    reload: () => location.reload(),
    navigate,
    getUrl: (target: NavigationTarget) => addressOf(target, placement),
    showFlag: (flag: FlagOptions) => {
      showFlag(flag);
      return true;
    },
    closeFlag: ({ id }: { id: FlagOptions['id'] }) => closeFlag(id),
    on: subscribe,
    onPublic: subscribe,
    unsubscribe: removeEventListenerOfModule,
    emit,
    emitPublic: emit,
    enableTheming: () => undefined,
    emitReadyEvent: () => undefined,
    changeWindowTitle: (title: string) => void (document.title = title),
    onError: ({ error }: { error: unknown }) => {
      throw error instanceof Error ? error : new Error(String(error));
    },
  };

  function navigate(target: NavigationTarget & { type?: string }): void {
    const address = addressOf(target, placement);
    if (target.type === 'new-tab') window.open(address, '_blank', 'noopener');
    else location.assign(address);
  }

  return (operation, data) => {
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (!run) throw new Error(`The local platform has no bridge operation “${operation}”.`);
    return run(data as never);
  };
}

interface NavigationTarget {
  url?: string;
  target?: string;
  moduleKey?: string;
}

function addressOf({ url, target, moduleKey }: NavigationTarget, placement: Placement): string {
  const path =
    target === 'module' ? `${settingsOf(placement)}/${moduleKey ?? placement.module}` : url;
  if (path === undefined) throw new Error(`Bitbucket has no place called “${target ?? ''}”.`);
  const address = new URL(path, location.origin);
  if (!/^https?:$/.test(address.protocol))
    throw new Error(`Cannot go to ${address.protocol} addresses.`);
  return address.href;
}

/** Where the settings pages of apps are. */
function settingsOf({ repository, workspace, project }: Placement): string {
  if (project !== undefined) {
    const [slug = '', key = ''] = project.split('/');
    return `/${slug}/projects/${key}/settings/forge`;
  }
  return repository === undefined
    ? `/${workspace ?? ''}/workspace/settings/forge`
    : `/${repository}/admin/forge`;
}

async function postJson(address: string, body: unknown): Promise<unknown> {
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

async function invoke(
  { module, repository, workspace, project, pullRequest }: Placement,
  { functionKey, payload }: { functionKey: string; payload?: unknown },
): Promise<unknown> {
  const place = { repository, workspace, project, pullRequest };
  const call = { module, ...place, function: functionKey, payload };
  const answer = (await postJson('/_pages/invoke', call)) as
    { result: unknown } | { error: string };
  if ('error' in answer) {
    throw new Error(`There was an error invoking the function - ${answer.error}`);
  }
  return answer.result;
}

async function fetchProduct(data: {
  product: string;
  restPath: string;
  fetchRequestInit: { method?: string; headers?: [string, string][]; body?: string | null };
}): Promise<unknown> {
  if (data.product !== 'bitbucket') throw new Error(`There is no ${data.product} here.`);
  return postJson('/_pages/product', { path: data.restPath, ...data.fetchRequestInit });
}

async function getContext({ placement, modalContext }: ModuleSurroundings): Promise<unknown> {
  const user = (await fetchProduct({
    product: 'bitbucket',
    restPath: '/2.0/user',
    fetchRequestInit: {},
  })) as { body: string };
  return {
    accountId: (JSON.parse(user.body) as { account_id: string }).account_id,
    workspaceId: placement.workspaceUuid,
    localId: `local/${placement.repositoryUuid ?? placement.projectUuid ?? placement.workspaceUuid}/${placement.module}`,
    moduleKey: placement.module,
    siteUrl: location.origin,
    environmentType: 'DEVELOPMENT',
    locale: 'en-US',
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    theme: themeState(),
    extension: {
      type: placement.moduleType,
      ...placeOf(placement),
      ...(placement.pullRequest === undefined
        ? {}
        : { pullRequest: { id: placement.pullRequest } }),
      ...(modalContext === undefined ? {} : { modal: modalContext }),
    },
  };
}

/** As Bitbucket names it: a project page has no workspace object (Forge documentation). */
function placeOf({ repositoryUuid, projectUuid, project, workspaceUuid }: Placement): object {
  if (repositoryUuid !== undefined) return { repository: { uuid: repositoryUuid } };
  if (project === undefined) return { workspace: { uuid: workspaceUuid } };
  return { project: { uuid: projectUuid, key: project.split('/')[1] } };
}

/** `false` makes `@forge/bridge` say that the view cannot be closed. */
function closeModal({ close }: ModuleSurroundings, payload: unknown): boolean {
  close?.(payload);
  return close !== undefined;
}

function subscribe({ event, callback }: { event: string; callback: (payload: unknown) => void }) {
  return addEventListenerOfModule(event, callback);
}

function emit({ event, payload }: { event: string; payload?: unknown }): void {
  emitToModules(event, payload);
}
