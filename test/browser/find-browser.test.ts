import { findMachineBrowser, findPackagedBrowser, launchBrowser } from './find-browser';

jest.setTimeout(300_000);

const machine = findMachineBrowser();
const packaged = process.platform === 'linux' && process.arch === 'x64';

async function titleIn(found: Parameters<typeof launchBrowser>[0]): Promise<string> {
  const browser = await launchBrowser(found);
  try {
    const page = await browser.newPage();
    await page.goto('data:text/html,<title>before</title><script>document.title="ran"</script>');
    return await page.title();
  } finally {
    await browser.close();
  }
}

(packaged ? test : test.skip)('the packaged browser runs a page', async () => {
  const found = await findPackagedBrowser();
  expect(found?.origin).toBe('package');
  expect(await titleIn(found!)).toBe('ran');
});

(machine ? test : test.skip)('the browser of this machine runs a page', async () => {
  expect(machine?.origin).toBe('machine');
  expect(await titleIn(machine!)).toBe('ran');
});
