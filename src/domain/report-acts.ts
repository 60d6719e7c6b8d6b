import { isDeploying, type Preview } from './preview';
import type { Report } from './report';

/** What those who may write can decide of a report now; undefined when nothing waits for them. */
export function actsOf({ state, deployment, request }: Preview): Report['acts'] {
  return isDeploying({ state }) && !request ? deployment?.report?.acts : undefined;
}

/** The record after somebody decided: it is looked at again at once, and nobody else is asked meanwhile. */
export function decided(preview: Preview): Preview {
  const { check: _, deployment, ...rest } = preview;
  if (!deployment?.report) return preview;
  const { acts: _a, waitsFor: _w, ...report } = deployment.report;
  return { ...rest, deployment: { ...deployment, report } };
}
