import { html } from 'hono/html';
import { STAGES, type WorkspaceRecord } from './workspace-record';

/** Where the pages about workspaces are: all of them, or one below `/teams/{id}/workspaces/{id}`. */
const IDE_PATH = /^\/ide(?:\/teams\/\d+\/workspaces\/(\d+))?\/?$/;

/**
 * What stands here for Codesphere's own pages, to which the app links; undefined for another path. It shows
 * how workspaces are, and no value of their variables.
 */
export async function idePage(
  pathname: string,
  workspaces: WorkspaceRecord[],
  devDomain: (id: number) => string,
): Promise<Response | undefined> {
  const match = IDE_PATH.exec(pathname);
  if (!match) return undefined;
  const id = match[1];
  const shown = workspaces.filter(({ workspace }) => !id || workspace.id === Number(id));
  const page = await html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Local Codesphere</title>
      <style>
        body {
          max-width: 60rem;
          margin: 2rem auto;
          padding: 0 1rem;
          font-family: system-ui, sans-serif;
          color-scheme: light dark;
          overflow-wrap: anywhere;
        }
      </style>
      <h1>Local Codesphere</h1>
      <p>It stands for Codesphere on this machine: this page only shows what runs.</p>
      ${id ? html`<p><a href="/ide">All workspaces</a></p>` : ''}
      ${
        shown.length === 0
          ? html`<p>${id ? `There is no workspace ${id} any more.` : 'No workspace runs.'}</p>`
          : shown.map((record) => renderWorkspace(record, devDomain))
      }
    </html>`;
  return new Response(String(page), {
    status: id && shown.length === 0 ? 404 : 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}

function renderWorkspace(
  { workspace, phase, stages }: WorkspaceRecord,
  devDomain: (id: number) => string,
) {
  const { id, name, teamId, gitUrl, initialBranch } = workspace;
  const states = STAGES.flatMap((stage) =>
    (stages[stage]?.servers ?? []).map(({ server, state }) => `${stage} on ${server}: ${state}`),
  );
  return html`<h2>${name}</h2>
    <ul>
      <li>Workspace ${id} of team ${teamId}: ${phase}</li>
      <li>${gitUrl}, branch ${initialBranch}</li>
      ${states.map((state) => html`<li>${state}</li>`)}
      <li><a href="${devDomain(id)}">Open the app</a></li>
    </ul>`;
}
