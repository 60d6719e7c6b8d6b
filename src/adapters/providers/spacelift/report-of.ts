import { defined } from '../../../domain/defined';
import type { Report } from '../../../domain/report';
import type { Delta } from './protocol';
import type { SpaceliftRequest } from './request';
import { isOfPush, runUrl, type StackRun } from './runs';

/** Where the runs are to be read, and whether Spacelift tells Bitbucket of them. */
export function reportOf(
  request: SpaceliftRequest,
  found: StackRun[],
  more: Pick<Report, 'says' | 'waitsFor' | 'acts'> & { shown?: StackRun | undefined } = {},
): Report {
  const { shown = found.find(({ run }) => run), says, waitsFor, acts } = more;
  const isTold = found.some(({ run }) => run && isOfPush(run));
  return defined({
    says,
    waitsFor,
    acts,
    url: shown?.run && runUrl(request, shown.stack, shown.run.id),
    told: isTold ? (true as const) : undefined,
  });
}

/** What a plan would do: `3 to add, 1 to change, 0 to destroy`. Spacelift may tell no numbers. */
export function deltaWords(delta: Delta | null | undefined): string {
  if (!delta) return 'no numbers';
  const { addCount, changeCount, deleteCount, importCount, moveCount, forgetCount } = delta;
  const rest = [
    [importCount, 'to import'],
    [moveCount, 'to move'],
    [forgetCount, 'to forget'],
  ] as const;
  const others = rest.flatMap(([count, words]) => (count > 0 ? [`${count} ${words}`] : []));
  const isNothing = addCount + changeCount + deleteCount === 0 && others.length === 0;
  if (isNothing) return 'no changes';
  const main = [`${addCount} to add`, `${changeCount} to change`, `${deleteCount} to destroy`];
  return [...main, ...others].join(', ');
}
