import { object, string } from 'valibot';
import { isFullHash } from '../../../domain/pull-request';
import { environmentCall } from './environment';
import { misfit, RefusalError } from './refusal';
import type { CodesphereRequest } from './request';

const Head = object({ head: string() });

/** The full hash of what an environment has checked out; undefined when it has no commit. */
export async function readHead(
  request: CodesphereRequest,
  id: string,
): Promise<string | undefined> {
  const call = environmentCall(id, 'read the commit of the environment', 'GET', '/git/head');
  try {
    const head = (await request.read(call, Head)).head.trim();
    if (head && !isFullHash(head)) throw misfit(call, 'head');
    return head || undefined;
  } catch (error) {
    // Git's own error, which is what an environment without a checkout answers.
    if (error instanceof RefusalError && error.failure.code === 'provider-refused') {
      if (error.status === 400) return undefined;
    }
    throw error;
  }
}
