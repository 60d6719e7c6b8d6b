import type { Environment } from '../../../domain/provider';
import type { Seen } from '../../../domain/serving';
import type { Page } from '../../http/http';
import { warnOfPage } from '../../http/warn-of-page';
import { declaredPath, type DeclaredPath } from './declared-path';
import { environmentCall, toUrl, Workspace } from './environment';
import type { WorkspaceSpec } from './options';
import { readCiFile } from './read-ci-file';
import { readPage } from './read-page';
import type { CodesphereRequest } from './request';

/** What came of a visit to an app. */
export interface Visited {
  /** Where it was asked; undefined when the environment has no address. */
  url?: string;
  /** Undefined when nothing answered. */
  page: Page | undefined;
  seen: Seen | 'nobody';
  /** What the CI file says of it, where that is not `/`. */
  declared?: DeclaredPath;
}

/**
 * Asks the app of an environment for a page: at `/`, and where that is not fine and the CI file leads no
 * visitor there, at a path that it declares.
 */
export async function visitApp(
  request: CodesphereRequest,
  { id, url: known }: Pick<Environment, 'id' | 'url'>,
  { profile, restricted }: Pick<WorkspaceSpec, 'profile' | 'restricted'>,
): Promise<Visited> {
  const origin = known === undefined ? await readUrl(request, id) : new URL(known).origin;
  if (origin === undefined) return { page: undefined, seen: 'nobody' };
  const visit = async (url: string): Promise<Visited> => {
    const page = await request.visit(url);
    return { url, page, seen: page ? readPage(page, url, restricted) : 'nobody' };
  };
  const root = await visit(origin);
  const isFine =
    root.seen === 'answered' ? root.page && !warnOfPage(root.page) : root.seen !== 'nobody';
  if (isFine) return root;
  const file = await readCiFile(request, id, profile);
  const declared = file.state === 'read' ? declaredPath(file.text) : undefined;
  return declared ? { ...(await visit(`${origin}${declared.path}`)), declared } : root;
}

async function readUrl(request: CodesphereRequest, id: string): Promise<string | undefined> {
  const call = environmentCall(id, 'read the address of the environment', 'GET');
  return toUrl((await request.read(call, Workspace)).devDomain);
}
