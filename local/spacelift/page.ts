import type { StackRecord } from './records';
import { stateOf } from './records';

const PATH = /\/stack\/([\w-]+)\/run\/([\w-]+)$/;

/** The page of a run, as a person opens it from a card. */
export function showPage(pathname: string, stacks: StackRecord[]): Response {
  const [, stackId, runId] = PATH.exec(pathname) ?? [];
  const stack = stacks.find(({ id }) => id === stackId);
  const run = stack?.runs.find(({ id }) => id === runId);
  const lines =
    stack && run
      ? [
          `${stack.name}: ${run.type.toLowerCase()} run of ${run.commit.slice(0, 7)}`,
          ...run.history.map(({ state, note }) => (note ? `${state} (${note})` : state)).reverse(),
          '',
          (run.logs.PLANNING ?? '').replace(/\u001b\[\d+m/g, ''),
          `Now: ${stateOf(run)}`,
        ]
      : ['There is no such run.'];
  return new Response(`${lines.join('\n')}\n`, {
    status: run ? 200 : 404,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}
