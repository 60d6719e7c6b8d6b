import { html } from 'hono/html';
import type { Repository } from '../bitbucket-answers';
import { breadcrumbs, type Html } from './layout';

/** A file while it is edited. */
export interface FileDraft {
  path: string;
  text: string;
  /** It is committed to this branch, which may be new. */
  branch: string;
  message: string;
}

/** The form that commits one file, in the place of Bitbucket's editor. */
export function renderEditor(view: {
  repository: Repository;
  /** The address of this page, which also takes the form. */
  action: string;
  draft: FileDraft;
}): Html {
  const { repository, draft } = view;
  const base = `/${repository.full_name}`;
  return html`<div class="narrow">
    ${breadcrumbs([repository.full_name.split('/')[0] ?? '', '/'], [repository.name, base])}
    <h1>Edit a file</h1>
    <form method="post" action="${view.action}" class="stacked">
      <label for="path">File</label>
      <input id="path" name="path" required value="${draft.path}" />
      <label for="text">Content</label>
      <textarea id="text" name="text" rows="16" class="code" spellcheck="false" required>
${draft.text}</textarea>
      <label for="branch">Branch: a name that is new makes one</label>
      <input id="branch" name="branch" required value="${draft.branch}" />
      <label for="message">Commit message</label>
      <input id="message" name="message" required value="${draft.message}" />
      <p><button class="button primary">Commit</button></p>
    </form>
  </div>`;
}
