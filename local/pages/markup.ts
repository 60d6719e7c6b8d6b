import { raw } from 'hono/html';
import MarkdownIt from 'markdown-it';

type SafeHtml = ReturnType<typeof raw>;

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable('image');
markdown.validateLink = (address) => /^https?:\/\//i.test(address.trim());
markdown.renderer.rules.link_open = (tokens, index, options, _environment, renderer) => {
  tokens[index]?.attrSet('target', '_blank');
  tokens[index]?.attrSet('rel', 'noopener noreferrer nofollow');
  return renderer.renderToken(tokens, index, options);
};

/**
 * HTML of a comment or description that anyone may have written: a subset of markdown without raw
 * HTML and without images, links to http and https only, opened in a new tab.
 */
export function renderMarkup(source: string): SafeHtml {
  return raw(markdown.render(source));
}
