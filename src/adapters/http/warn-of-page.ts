import type { Warning } from '../../domain/serving';
import type { Page } from './http';

/** How servers that know the name of no host but their own say so; what else they say is not repeated. */
const BLOCKED_HOST = /blocked request|invalid host|disallowedhost|host[^.]{0,60}not allowed/i;

/**
 * What a person would call broken in an answer that an app gave at `path`; undefined for one that is fine.
 * An app may ask for its own sign-in (401), and redirect.
 */
export function warnOfPage({ status, text }: Page, path = '/'): Warning | undefined {
  if (status < 400 || status === 401) return undefined;
  if (status === 403 && BLOCKED_HOST.test(text)) {
    return {
      message:
        'The app answers 403 "blocked host": its server does not allow the address of the preview.',
      remedy:
        'Allow that host in the configuration of the dev server (Vite: server.allowedHosts, webpack: devServer.allowedHosts), or serve a build.',
    };
  }
  if (status === 400) {
    return {
      message: 'The app answers 400, as a server does that checks the name of its host.',
      remedy:
        "Add the preview's host to those that the app allows (Django: ALLOWED_HOSTS, Rails: config.hosts).",
    };
  }
  if (status === 404) {
    return {
      message: `The app answers 404 at ${path}.`,
      remedy: `Open a path that it has, or let it serve a page at ${path}.`,
    };
  }
  return {
    message: `The app answers ${status} at ${path}.`,
    remedy: "Look at the app's own log for the reason.",
  };
}
