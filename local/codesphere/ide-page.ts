import { html } from 'hono/html';
import { cleanText } from '../../src/domain/clean-text';
import { hideValuesInTail } from '../../src/domain/hide-values';
import type { StepLog } from './step-log';
import { STAGES, type Stage, type WorkspaceRecord } from './workspace-record';

/** What the pages are made from. */
export interface IdeParts {
  workspaces: WorkspaceRecord[];
  devDomain: (id: number) => string;
  findLog: (
    id: number,
    stage: Stage,
    step: number,
    where: string | undefined,
  ) => StepLog | undefined;
}

/** Where the pages about workspaces are: all of them, or one below `/teams/{id}/workspaces/{id}`. */
const IDE_PATH = /^\/ide(?:\/teams\/\d+\/workspaces\/(\d+))?\/?$/;

/**
 * What stands here for Codesphere's own pages, to which the app links; undefined for another path. It shows
 * how workspaces are and what their stages printed, and no value of their variables.
 */
export async function idePage(pathname: string, parts: IdeParts): Promise<Response | undefined> {
  const match = IDE_PATH.exec(pathname);
  if (!match) return undefined;
  const id = match[1];
  const shown = parts.workspaces.filter(({ workspace }) => !id || workspace.id === Number(id));
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
        pre {
          white-space: pre-wrap;
        }
      </style>
      <h1>Local Codesphere</h1>
      <p>It stands for Codesphere on this machine: this page only shows what runs.</p>
      ${id ? html`<p><a href="/ide">All workspaces</a></p>` : ''}
      ${
        shown.length === 0
          ? html`<p>${id ? `There is no workspace ${id} any more.` : 'No workspace runs.'}</p>`
          : shown.map((record) => renderWorkspace(record, parts, id !== undefined))
      }
    </html>`;
  return new Response(String(page), {
    status: id && shown.length === 0 ? 404 : 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}

function renderWorkspace(record: WorkspaceRecord, parts: IdeParts, withLogs: boolean) {
  const { workspace, phase, stages } = record;
  const { id, name, teamId, gitUrl, initialBranch } = workspace;
  const states = STAGES.flatMap((stage) =>
    (stages[stage]?.servers ?? []).map(({ server, state }) => `${stage} on ${server}: ${state}`),
  );
  return html`<h2>${name}</h2>
    <ul>
      <li>Workspace ${id} of team ${teamId}: ${phase}</li>
      <li>${gitUrl}, branch ${initialBranch}</li>
      ${states.map((state) => html`<li>${state}</li>`)}
      <li><a href="${parts.devDomain(id)}">Open the app</a></li>
    </ul>
    ${withLogs ? logsOf(record, parts).map(renderLog) : ''}`;
}

const renderLog = ({ title, text }: { title: string; text: string }) =>
  html`<h3>${title}</h3>
    <pre>${text}</pre>`;

/** What each step of the latest run of each stage printed, as far as it is still there. */
function logsOf({ workspace: { id }, stages, env }: WorkspaceRecord, { findLog }: IdeParts) {
  return STAGES.flatMap((stage) =>
    (stages[stage]?.servers ?? []).flatMap(({ server, steps }) =>
      steps.flatMap(({ state }, step) => {
        const log = findLog(id, stage, step, stage === 'run' ? server : undefined);
        const text = log && hideValuesInTail(cleanText(textOf(log)), env);
        const title = `Log of ${stage} on ${server}, step ${step + 1}: ${state}`;
        return text ? [{ title, text }] : [];
      }),
    ),
  );
}

/** What is there now of a log. */
function textOf(log: StepLog): string {
  let text = '';
  const leave = log.read(
    (entries) => (text += entries.map(({ data }) => data).join('')),
    () => undefined,
  );
  leave();
  return text;
}
