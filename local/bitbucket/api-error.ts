import { isDiskFull } from '../disk-full';
import { BodyError } from '../read-json';

/** A request that Bitbucket refuses: thrown by REST logic, answered as `errorResponse` does. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    /** What is wrong with which field of the body, as Bitbucket reports it for a 400. */
    readonly fields?: Record<string, string[]>,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** The answer to what the caller may not see: the same as to what does not exist. */
export function notFound(what: string): ApiError {
  return new ApiError(404, `${what} was not found, or you may not see it.`);
}

/** An error in the shape that Bitbucket's REST API documents, `{"type":"error","error":{…}}`. */
export function errorResponse(error: ApiError): Response {
  const body = {
    type: 'error',
    error: { message: error.message, ...(error.fields ? { fields: error.fields } : {}) },
  };
  const headers: Record<string, string> =
    error.status === 401 ? { 'www-authenticate': 'Basic realm="Bitbucket"' } : {};
  return Response.json(body, { status: error.status, headers });
}

/** The answer to whatever was thrown: a refusal, or a failure of our own, which is logged. */
export function failureResponse(error: unknown): Response {
  if (error instanceof ApiError) return errorResponse(error);
  if (error instanceof BodyError) return errorResponse(new ApiError(error.status, error.message));
  if (isDiskFull(error)) return errorResponse(new ApiError(500, 'No space left on device.'));
  console.error('The local Bitbucket failed:', error);
  return errorResponse(new ApiError(500, 'The local Bitbucket failed. Its log says why.'));
}
