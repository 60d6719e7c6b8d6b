import MarkdownIt from 'markdown-it';
import type { Json } from './fields';

// HTML in the text is shown as text, and links that could run code are not made.
const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true });

/** A text with its HTML, in the shape in which Bitbucket shows comments and descriptions. */
export function renderMarkdown(raw: string): Json {
  return { type: 'rendered', raw, markup: 'markdown', html: markdown.render(raw).trim() };
}
