import { html } from 'hono/html';
import type { BuildStatus } from '../bitbucket-answers';
import { icon, type IconName } from './icons';
import type { Html } from './layout';

const glyphs: Record<BuildStatus['state'], { glyph: IconName; words: string }> = {
  SUCCESSFUL: { glyph: 'success', words: 'Successful' },
  FAILED: { glyph: 'failure', words: 'Failed' },
  INPROGRESS: { glyph: 'progress', words: 'In progress' },
  STOPPED: { glyph: 'stopped', words: 'Stopped' },
};

/** The build statuses of a pull request, with how many passed of those that nobody stopped. */
export function renderBuilds(statuses: BuildStatus[]): Html {
  const countOf = (wanted: BuildStatus['state']) =>
    statuses.filter(({ state }) => state === wanted).length;
  const stopped = countOf('STOPPED');
  const words = [
    stopped < statuses.length
      ? `${countOf('SUCCESSFUL')} of ${statuses.length - stopped} passed`
      : undefined,
    stopped > 0 ? `${stopped} stopped` : undefined,
  ].filter((part) => part !== undefined);
  return html`<h2>Builds</h2>
    ${
      statuses.length === 0
        ? html`<p class="subtle">No builds yet.</p>`
        : html`<p class="subtle">${words.join(', ')}</p>`
    }
    <ul class="builds">
      ${statuses.map(
        (status) =>
          html`<li class="build ${status.state.toLowerCase()}">
            <span title="${glyphs[status.state].words}">${icon(glyphs[status.state].glyph)}</span>
            <div>
              ${renderName(status)}
              <p class="subtle">${status.description ?? glyphs[status.state].words}</p>
            </div>
          </li>`,
      )}
    </ul>`;
}

/** Any app may set the address, so only http and https become a link. */
function renderName({ url, name, key }: BuildStatus): Html {
  if (!/^https?:\/\//i.test(url)) return html`<strong>${name ?? key}</strong>`;
  return html`<a href="${url}" target="_blank" rel="noopener noreferrer">${name ?? key}</a>`;
}
