/** Statuses of Connect's codes (connectrpc.com/docs/protocol). */
const STATUS: Readonly<Record<string, number>> = {
  invalid_argument: 400,
  not_found: 404,
  permission_denied: 403,
  resource_exhausted: 429,
  failed_precondition: 400,
  unimplemented: 501,
  unavailable: 503,
  unauthenticated: 401,
};

/** What a method refuses with. */
export class ConnectFault extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: { type: string; debug: object }[] = [],
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** The answer to a call that was refused. */
export function refused(
  { code, message, details, headers }: ConnectFault,
  { debugMissing, preconditionStatus }: { debugMissing: boolean; preconditionStatus: number },
): Response {
  const status = code === 'failed_precondition' ? preconditionStatus : (STATUS[code] ?? 500);
  const shown = details.map(({ type, debug }) => ({
    type,
    value: '',
    ...(debugMissing ? {} : { debug }),
  }));
  const body = { code, message, ...(shown.length > 0 ? { details: shown } : {}) };
  return Response.json(body, { status, headers });
}

/** As protocol buffers are written as JSON: what is zero, empty or false is left out. */
export function proto(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(proto);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .map(([name, one]) => [name, proto(one)] as const)
    .filter(([, one]) => !isZero(one));
  return Object.fromEntries(kept);
}

function isZero(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === '' || value === 0 || value === false;
}
