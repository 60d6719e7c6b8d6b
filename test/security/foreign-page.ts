import type { Page } from 'playwright-core';

/** Something that a page tries at a server of another origin. It resolves when the browser is done. */
export interface Attempt {
  name: string;
  make: (page: Page, target: string) => Promise<unknown>;
}

/** A file of a repository, as Bitbucket's `src` takes it: the steps would run on this machine. */
const FILE = { name: 'ci.yml', value: 'run: { steps: [{ command: touch /tmp/reached }] }' };

/** What any page can do without asking: no preflight goes before one of these. */
export const ATTEMPTS: Attempt[] = [
  {
    name: 'a form with a file',
    make: (page, target) => postForm(page, target, 'multipart/form-data'),
  },
  { name: 'a form of plain text', make: (page, target) => postForm(page, target, 'text/plain') },
  {
    name: 'a fetch that cannot read the answer',
    make: (page, target) =>
      page
        .evaluate(
          (url) => fetch(url, { method: 'POST', mode: 'no-cors', body: '{"eventType":"x"}' }),
          target,
        )
        .catch(() => undefined),
  },
  { name: 'a fetch from a sandboxed frame', make: fetchFromSandbox },
  { name: 'a WebSocket', make: openWebSocket },
];

async function postForm(page: Page, target: string, type: string): Promise<void> {
  const answered = page.waitForResponse(target);
  await page.evaluate(
    ({ target, type, file }) => {
      const form = document.createElement('form');
      form.method = 'post';
      form.enctype = type;
      form.action = target;
      const field = document.createElement('input');
      field.name = file.name;
      field.value = file.value;
      form.append(field);
      // The answer comes into a frame, so that the page stays.
      const frame = document.createElement('iframe');
      frame.name = form.target = 'answer';
      document.body.append(frame, form);
      form.submit();
    },
    { target, type, file: FILE },
  );
  await answered;
}

/** Its origin is opaque, so that the browser says `Origin: null`. */
async function fetchFromSandbox(page: Page, target: string): Promise<void> {
  await page.evaluate(
    (url) =>
      new Promise<void>((resolve) => {
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        frame.srcdoc = `<script>
          fetch(${JSON.stringify(url)}, { method: 'POST', mode: 'no-cors', body: '{}' })
            .catch(() => undefined).then(() => parent.postMessage('done', '*'));
        </script>`;
        addEventListener('message', () => resolve(), { once: true });
        document.body.append(frame);
      }),
    target,
  );
}

async function openWebSocket(page: Page, target: string): Promise<void> {
  await page.evaluate(
    (url) =>
      new Promise<void>((resolve) => {
        const socket = new WebSocket(url.replace('http', 'ws'));
        socket.onopen = socket.onerror = () => resolve();
      }),
    target,
  );
}

/** Whether a picture at this address is shown. */
export function showsImage(page: Page, address: string): Promise<boolean> {
  return page.evaluate(
    (src) =>
      new Promise<boolean>((resolve) => {
        const image = new Image();
        image.onload = () => resolve(true);
        image.onerror = () => resolve(false);
        image.src = src;
      }),
    address,
  );
}
