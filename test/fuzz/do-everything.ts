import fc from 'fast-check';
import type { Cause } from '../../src/domain/message';
import { KEY } from '../domain/preview-fixture';
import { CONTEXT, type AppInProcess } from './app-in-process';

const CAUSES: Cause[] = ['sweep', 'environment', 'settings', 'person', 'check', 'push'];
/** Two different reasons to look at a preview. */
export const twoCauses = fc.shuffledSubarray(CAUSES, { minLength: 2, maxLength: 2 });

/**
 * Has the app look at the preview for these causes, sweep, take an event, show both pages and deploy
 * anew. Throws when one of them does, or when a page is told what people cannot read.
 */
export async function doEverything(app: AppInProcess, causes: Cause[]): Promise<void> {
  for (const cause of causes) {
    const message = { body: { key: KEY, cause, check: 1, commit: 'b'.repeat(40) } };
    await app.functions.reconcile(message as never);
  }
  await app.functions.sweep();
  await app.functions.repository({
    eventType: 'avi:bitbucket:push:repository',
    ...{ workspace: { uuid: KEY.workspaceId }, repository: { uuid: KEY.repositoryId } },
    push: { ref: 'feature/rye', after: 'b'.repeat(40) },
  });
  for (const [of, name] of [
    ['card', 'readCard'],
    ['card', 'readHistory'],
    ['card', 'readLog'],
    ['card', 'redeploy'],
    ['card', 'cancelDeployment'],
    ['settings', 'loadSettings'],
  ] as const) {
    const answer = (await app.invoke(of, name, {}, CONTEXT)) as Record<string, unknown>;
    expect(['card', 'history', 'log', 'view', 'refused']).toContain(answer.type);
    if (answer.type === 'refused') expect(answer.message).toMatch(/^[A-Z].*\.$/);
  }
}
