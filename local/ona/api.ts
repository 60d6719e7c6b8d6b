import { BodyError, readJson } from '../read-json';
import { ConnectFault, proto, refused } from './connect';
import { createMethods, type Parts } from './methods';

/** The personal access token that it takes. */
const TOKEN = 'local-token';
const PATH = /^\/ona\/api\/gitpod\.v1\.(\w+\/\w+)$/;
/** Methods that change nothing. */
const READS = /\/(?:Get|List|Check|CreateEnvironmentLogsToken)/;
const OTHER_HOST = 'https://app.gitpod.io/api';

/** The API: Connect's unary calls with JSON. */
export function createApi(parts: Parts): (request: Request) => Promise<Response> {
  const { behaviour } = parts;
  const methods = createMethods(parts);
  let calls = 0;

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const [, name = ''] = PATH.exec(pathname) ?? [];
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (request.method !== 'POST') return new Response(null, { status: 405 });
    const body = await readJson(request);
    if (behaviour.redirected && (calls += 1) % 2 === 1) {
      const location = `${OTHER_HOST}${pathname.slice('/ona/api'.length)}`;
      return new Response(null, { status: 307, headers: { location } });
    }
    if (request.headers.get('authorization') !== `Bearer ${TOKEN}`) {
      throw new ConnectFault('unauthenticated', 'invalid token');
    }
    checkLimits(parts);
    if (!method) throw new ConnectFault('unimplemented', `${name} is not implemented`);
    if (behaviour.readOnly && !READS.test(name)) {
      throw new ConnectFault('permission_denied', 'the token is read-only');
    }
    if (typeof body !== 'object' || body === null) {
      throw new ConnectFault('invalid_argument', 'the body is empty');
    }
    const shown = await method(body);
    return shown instanceof Response ? shown : Response.json(proto(shown));
  }

  return async (request) => {
    try {
      return await answer(request);
    } catch (error) {
      if (error instanceof ConnectFault) return refused(error, behaviour);
      if (error instanceof BodyError) return new Response(null, { status: error.status });
      throw error;
    }
  };
}

function checkLimits({ behaviour: { exhausted } }: Parts): void {
  if (exhausted === 'no') return;
  const retry = { type: 'google.rpc.RetryInfo', debug: { retryDelay: '7s' } };
  throw new ConnectFault(
    'resource_exhausted',
    'too many requests',
    exhausted === 'details' ? [retry] : [],
    exhausted === 'header' ? { 'ratelimit-retryafter': '9' } : {},
  );
}
