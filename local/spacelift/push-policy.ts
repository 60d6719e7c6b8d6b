import type { Checkout } from './checkout';
import { ENDED, stateOf, type StackRecord } from './records';
import type { Runner } from './runner';

/**
 * What Spacelift does of itself after a push, by its default push policy: a tracked run on the stack's branch, a
 * proposed one on any other, where a file of the stack is touched. Older proposed runs of the branch are stopped.
 */
export async function hearPush(
  stack: StackRecord,
  checkout: Checkout,
  runner: Runner,
): Promise<void> {
  const heads = await checkout.fetch();
  const before = stack.heads;
  stack.heads = heads;
  for (const [branch, commit] of Object.entries(heads)) {
    if (before[branch] === commit) continue;
    const isTracked = branch === stack.branch;
    const base = isTracked ? before[branch] : heads[stack.branch];
    const changed = base ? await checkout.changed(base, commit) : [];
    if (!isTracked) {
      const older = stack.runs.filter((run) => run.branch === branch && run.type === 'PROPOSED');
      for (const run of older.filter((one) => !ENDED.includes(stateOf(one)))) {
        runner.move(stack, run, 'STOPPED', 'superseded by a newer push');
      }
    }
    if (!changed.some((path) => path.startsWith(`${stack.projectRoot}/`))) continue;
    const type = isTracked ? 'TRACKED' : 'PROPOSED';
    // One run of a commit and type, however often it is told of.
    if (stack.runs.some((run) => run.commit === commit && run.type === type && run.branch))
      continue;
    runner.start(stack, { type, commit, branch, triggeredBy: null });
  }
}
