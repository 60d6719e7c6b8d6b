import { html } from 'hono/html';
import type { Repository } from '../bitbucket-answers';
import { people, type Session } from '../session';
import { icon, type IconName } from './icons';

export type Html = ReturnType<typeof html>;

/** Where a page is within its repository; marks the entry of the side bar. */
export type Section = 'source' | 'branches' | 'pull-requests' | 'settings' | `forge/${string}`;

/** What every page needs around its own content. */
export interface PageFrame {
  session: Session;
  /** Addresses of the built script and styles. */
  assets: { script: string; style: string };
  /** The address of this page, to come back to. */
  path: string;
  /** Other origins than these take the place of those that links of the app name. */
  origins: Record<string, string>;
  /** Why the last action did not work, if it did not. */
  failure?: string;
  /** What the last action did, where the page does not show it. */
  done?: string;
  /** Pages of the app in the menu of a repository. */
  menuPages: { key: string; title: string }[];
}

/** Atlaskit's themes by kind; `data-color-mode` chooses between light and dark. */
const themes =
  'dark:dark light:light motion:motion shape:shape spacing:spacing typography:typography';

/** A whole document: top bar, the repository's side bar if there is one, and the content. */
export function renderPage(
  frame: PageFrame,
  page: { title: string; content: Html; repository?: Repository; section?: Section },
): Html {
  const { assets, session } = frame;
  return html`<!doctype html>
    <html
      lang="en"
      data-color-mode="${session.colorMode}"
      data-theme="${themes}"
      data-origins="${JSON.stringify(frame.origins)}"
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} — Bitbucket</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${assets.style}" />
        <script src="${assets.script}" defer></script>
      </head>
      <body>
        ${renderTopBar(frame)}
        <div class="body">
          ${page.repository ? renderSidebar(page.repository, page.section, frame.menuPages) : ''}
          <main>
            ${
              frame.failure
                ? html`<div class="failure" role="alert">${icon('failure')} ${frame.failure}</div>`
                : ''
            }
            ${frame.done ? html`<div class="done" role="status">${frame.done}</div>` : ''}
            ${page.content}
          </main>
        </div>
        <div id="flags"></div>
      </body>
    </html>`;
}

function renderTopBar({ session, path }: PageFrame): Html {
  return html`<header class="top-bar">
    <a class="brand" href="/">${icon('bitbucket')}<span>Bitbucket</span></a>
    <span class="local-note">local platform</span>
    <span class="grow"></span>
    <button type="button" class="button subtle" data-toggle-color-mode>
      ${icon('moon')}<span class="in-light">Dark theme</span
      ><span class="in-dark">Light theme</span>
    </button>
    <form method="post" action="/_pages/user" class="user-switcher">
      <input type="hidden" name="back" value="${path}" />
      ${avatar(session.user)}
      <label for="user-switcher">Signed in as</label>
      <select id="user-switcher" name="user" data-submit-on-change>
        ${people.map(
          ({ name, can }) =>
            html`<option value="${name}" ${name === session.user ? 'selected' : ''}>
              ${name} (${can})
            </option>`,
        )}
      </select>
      <noscript><button class="button">Switch</button></noscript>
    </form>
  </header>`;
}

function renderSidebar(
  repository: Repository,
  section: Section | undefined,
  menuPages: PageFrame['menuPages'],
): Html {
  const base = `/${repository.full_name}`;
  const [workspace = ''] = repository.full_name.split('/');
  function entry(key: Section, name: string, glyph: IconName, address: string): Html {
    return html`<a href="${address}" ${key === section ? 'aria-current=page' : ''}
      >${icon(glyph)}<span>${name}</span></a
    >`;
  }
  return html`<nav class="sidebar" aria-label="Repository">
    <div class="sidebar-title">
      <span class="repository-avatar">${icon('repository')}</span>
      <div><strong>${repository.name}</strong><small>${workspace}</small></div>
    </div>
    ${entry('source', 'Source', 'source', base)}
    ${entry('branches', 'Branches', 'branches', `${base}/branches`)}
    ${entry('pull-requests', 'Pull requests', 'pullRequests', `${base}/pull-requests`)}
    ${menuPages.map(({ key, title }) => entry(`forge/${key}`, title, 'app', `${base}/forge/${key}`))}
    <hr />
    ${entry('settings', 'Repository settings', 'settings', `${base}/admin`)}
  </nav>`;
}

/** A round picture made of a name's first letter, its colour always the same for the same name. */
export function avatar(name: string): Html {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  return html`<span class="avatar" style="--hue: ${hue}" aria-hidden="true"
    >${name.slice(0, 1).toUpperCase()}</span
  >`;
}

/** The way down to a page: each step a link. */
export function breadcrumbs(...steps: [name: string, address: string][]): Html {
  return html`<nav class="breadcrumbs" aria-label="Breadcrumbs">
    ${steps.map(([name, address]) => html`<a href="${address}">${name}</a>`)}
  </nav>`;
}

/** A point in time, to the minute, in the machine's time zone. */
export function time(iso: string): Html {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return html``;
  const words = date.toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  return html`<time datetime="${iso}">${words}</time>`;
}
