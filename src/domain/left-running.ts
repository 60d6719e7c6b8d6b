import { ended } from './deployment';
import { appended } from './history';
import type { Deployment, HistoryEntry, Preview } from './preview';

/** The record once an admin disconnected the provider and wanted what runs there to stay. */
export function leftRunning(preview: Preview, entry: Omit<HistoryEntry, 'text'>): Preview {
  const { environment: _e, unconfirmedAt: _a, twin: _w, ...others } = preview;
  const { running: _r, check: _c, trouble: _t, request: _q, deployment, ...rest } = others;
  const text = 'The provider was disconnected; the environment was left running there.';
  return {
    ...rest,
    state: { type: 'none', reason: { why: 'left-running', ...(entry.by ? { by: entry.by } : {}) } },
    ...(deployment ? { deployment: withoutFailure(ended(deployment, entry.at)) } : {}),
    history: appended(rest.history, { ...entry, text }),
  };
}

/** What follows a new connect is no further try of what failed before. */
function withoutFailure({ failure: _f, failedWith: _w, ...deployment }: Deployment): Deployment {
  return deployment;
}
