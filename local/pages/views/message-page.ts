import { html } from 'hono/html';
import type { Html } from './layout';

/** A page that only says something, such as why there is nothing to see. */
export function renderMessage(title: string, text: string): Html {
  return html`<div class="narrow message">
    <h1>${title}</h1>
    <p>${text}</p>
    <p><a class="button" href="/">Back to the start</a></p>
  </div>`;
}
