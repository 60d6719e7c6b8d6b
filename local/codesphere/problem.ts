import { randomUUID } from 'node:crypto';
import { BodyError } from '../read-json';

/** An error as Codesphere's API answers it: `{status, title, detail?, traceId}`. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail?: string,
  ) {
    super(detail ? `${title}: ${detail}` : title);
  }

  /** The body of the answer, with a new trace id. */
  toBody(): { status: number; title: string; detail?: string; traceId: string } {
    return {
      status: this.status,
      title: this.title,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      traceId: randomUUID().replaceAll('-', ''),
    };
  }
}

/** 400 for a path or body that is not as the API's document says; `detail` names the field. */
export function mismatch(detail: string): Problem {
  return new Problem(400, 'Path or request body variable does not match schema', detail);
}

/** 400 for what needs a running workspace. */
export function notRunning(): Problem {
  return new Problem(400, 'Workspace is not running');
}

/** 404 for a workspace that is not there or not visible to the token. */
export function notFound(): Problem {
  return new Problem(404, 'Workspace is not found');
}

/** The problem that `error` is, or 500 for any other error, which is reported on stderr. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BodyError) {
    return error.status === 400
      ? mismatch(error.message)
      : new Problem(415, 'Unsupported media type', error.message);
  }
  console.error('The local Codesphere failed to answer a request:', error);
  return new Problem(500, 'Internal server error', 'The log of the local platform says more.');
}
