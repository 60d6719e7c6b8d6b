import type { Behaviour } from './behaviour';
import { isOnDemand, type Lifecycle } from './lifecycle';
import type { Pipeline } from './pipeline';
import type { WorkspaceRegistry } from './workspace-registry';

/** What a visit to a workspace's app needs. */
export interface DevDomainParts {
  registry: WorkspaceRegistry;
  pipeline: Pipeline;
  lifecycle: Lifecycle;
  behaviour: Behaviour;
  /** Where people without a sign-in are sent from restricted workspaces. */
  signInUrl(): string;
}

/** Where Codesphere has its workspaces' domains. */
const PUBLIC_DOMAIN = '2.codesphere.com';

/** The domain of a workspace as Codesphere gives it, a host name alone. */
export function publicDevDomain(id: number): string {
  return `${id}-3000.${PUBLIC_DOMAIN}`;
}

/** The name on this machine of a domain that `publicDevDomain` gave; undefined for any other name. */
export function findLocalName(hostname: string): string | undefined {
  const name = /^(\d{1,15}-3000)\.(.+)$/.exec(hostname);
  return name?.[2] === PUBLIC_DOMAIN ? `${name[1]}.localhost` : undefined;
}

/** The id of the workspace whose domain `hostname` is: `{id}-3000.localhost`. */
export function findWorkspaceId(hostname: string): number | undefined {
  const id = /^(\d{1,15})-3000\.localhost$/.exec(hostname)?.[1];
  return id === undefined ? undefined : Number(id);
}

/** The app's own answer, or a page that says why there is none. */
export async function visitDevDomain(
  parts: DevDomainParts,
  id: number,
  request: Request,
): Promise<Response> {
  const record = parts.registry.find(id);
  if (!record) return page(404, 'There is no workspace here', 'It may have been deleted.');
  if (record.workspace.restricted) {
    return new Response(null, { status: 303, headers: { location: parts.signInUrl() } });
  }
  if (record.phase === 'asleep' && isOnDemand(record)) await parts.lifecycle.wake(id);
  if (record.phase !== 'running') {
    return page(502, 'The workspace is not running', 'This page looks again by itself.');
  }
  parts.lifecycle.touch(id);
  const response = await parts.pipeline.visit(id, request).catch((error: Error) => {
    return page(502, 'The app broke off the connection', error.message);
  });
  if (response) return response;
  const { gatewayAnswer } = parts.behaviour;
  if (gatewayAnswer) return new Response(gatewayAnswer.text, { status: gatewayAnswer.status });
  return page(
    502,
    'Nothing is listening yet',
    'A server has to listen on its PORT, and on all interfaces (0.0.0.0): on localhost (127.0.0.1) alone nobody reaches it.',
  );
}

/** What a restricted workspace shows to people who are not signed in. */
export function signInPage(): Response {
  return page(
    200,
    'Sign in to see this preview',
    'It is restricted to its team. Nobody can sign in locally: create it with "restricted": false.',
  );
}

function page(status: number, title: string, text: string): Response {
  const escape = (value: string) =>
    value.replace(/[&<]/g, (one) => (one === '&' ? '&amp;' : '&lt;'));
  const html = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>${escape(title)}</title></head>
  <body style="font-family: sans-serif; max-width: 36rem; margin: 15vh auto; padding: 0 1rem">
    <h1>${escape(title)}</h1>
    <p>${escape(text)}</p>
  </body>
</html>
`;
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    ...(status === 502 ? { refresh: '2' } : {}),
  };
  return new Response(html, { status, headers });
}
