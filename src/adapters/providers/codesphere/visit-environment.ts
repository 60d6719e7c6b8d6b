import type { Environment } from '../../../domain/provider';
import type { Page } from '../../http/http';
import { environmentCall, toUrl, Workspace } from './environment';
import type { CodesphereRequest } from './request';

/** A visit to an environment; its page is undefined when nothing answered. */
export interface Visited {
  url: string;
  page: Page | undefined;
}

/** Asks the address of an environment for its page. Undefined when it has no address. */
export async function visitEnvironment(
  request: CodesphereRequest,
  { id, url }: Pick<Environment, 'id' | 'url'>,
): Promise<Visited | undefined> {
  const known = url ?? (await readUrl(request, id));
  return known === undefined ? undefined : { page: await request.visit(known), url: known };
}

async function readUrl(request: CodesphereRequest, id: string): Promise<string | undefined> {
  const call = environmentCall(id, 'read the address of the environment', 'GET');
  return toUrl((await request.read(call, Workspace)).devDomain);
}
