import type { RepositoryKey } from '../../domain/preview-key';
import type { Permission } from '../../ports/bitbucket';
import type { Dependencies } from '../dependencies';

/** What somebody who only reads may do in the repository, as it was remembered for some minutes. */
export function readerPermission(
  { bitbucket, readers, clock }: Dependencies,
  repository: RepositoryKey,
  accountId: string,
): Promise<Permission> {
  const ask = () => bitbucket.readOwnPermission(repository);
  return readers.permissionOf({ ...repository, accountId }, clock.now(), ask);
}

/** What somebody who wants to change something may do, as Bitbucket says now: readers know it from then on. */
export async function writerPermission(
  { bitbucket, readers, clock }: Dependencies,
  repository: RepositoryKey,
  accountId: string,
): Promise<Permission> {
  const permission = await bitbucket.readOwnPermission(repository);
  readers.notePermission({ ...repository, accountId }, clock.now(), permission);
  return permission;
}

/** Whether somebody with this permission may act in the card. */
export function mayWrite(permission: Permission): boolean {
  return permission === 'admin' || permission === 'write';
}
