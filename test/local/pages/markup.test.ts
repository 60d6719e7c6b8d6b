import { renderMarkup } from '../../../local/pages/markup';

function render(source: string): string {
  return renderMarkup(source).toString();
}

test('draws the usual subset of markdown', () => {
  const html = render('Some **bold** and `code`.\n\n- one\n- two');
  expect(html).toContain('<strong>bold</strong>');
  expect(html).toContain('<code>code</code>');
  expect(html).toContain('<li>one</li>');
});

test('opens links in a new tab that learns nothing of this one', () => {
  expect(render('[preview](https://example.com/a)')).toContain(
    '<a href="https://example.com/a" target="_blank" rel="noopener noreferrer nofollow">preview</a>',
  );
  expect(render('see https://example.com/b')).toContain('href="https://example.com/b"');
});

test.each([
  ['raw HTML', '<img src=x onerror=alert(1)>'],
  ['a script', '<script>alert(1)</script>'],
  ['an image', '![x](https://example.com/tracker.png)'],
  ['a link that runs code', '[x](javascript:alert(1))'],
  ['a link that hides code', '[x](JaVaScRiPt&#58;alert(1))'],
  ['a link to data', '[x](data:text/html,<script>alert(1)</script>)'],
  ['a link within this site', '[x](/_pages/user)'],
  ['an attribute in a title', '[x](https://example.com "a\\" onmouseover=\\"alert(1)")'],
])('lets nothing run that came in as %s', (_name, source) => {
  const html = render(source);
  expect(html).not.toMatch(/<(script|img|iframe)/i);
  expect(html).not.toMatch(/href="(?!https?:\/\/)/);
  expect(html).not.toMatch(/<[^>]*"\s+on\w+=/i);
});
