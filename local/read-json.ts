/** A body that is not taken: 415 when it does not say that it is JSON, 400 when it is none. */
export class BodyError extends Error {
  override readonly name = 'BodyError';

  constructor(
    readonly status: 400 | 415,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The value of a JSON body; undefined when there is no body. Only a body that is sent as
 * `application/json` is read: a page of another site cannot send that without asking first, but
 * text and forms it can (WHATWG Fetch, "CORS-safelisted request-header").
 *
 * @throws BodyError
 */
export async function readJson(request: Request): Promise<unknown> {
  const text = await request.text();
  if (text === '') return undefined;
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new BodyError(415, 'Send JSON with the header "Content-Type: application/json".');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyError(400, 'The body is not JSON.');
  }
}
