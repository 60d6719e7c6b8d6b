import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { takeBuild } from '../build-cache';
import type * as Bundler from './bundle-pages';

/** The browser's side of the pages, built once; addresses carry a hash of what they answer. */
export interface Assets {
  script: string;
  style: string;
  /** What a module's frame loads before the app's own bundle. */
  frameScript: string;
  files: Map<string, { body: Uint8Array; type: string }>;
}

const ROOT = join(__dirname, '../..');
const BUILDS_DIRECTORY = join(ROOT, 'node_modules/.cache/previews-pages');

/** Takes the earlier bundles of the same sources, or makes them, which takes some seconds. */
export async function buildAssets(): Promise<Assets> {
  const directory = await takeBuild({
    directory: BUILDS_DIRECTORY,
    inputs: [__dirname, join(ROOT, 'package-lock.json')],
    async make(work) {
      // Loaded only when it is needed: Atlaskit takes longer than the rest of the pages. tsx has no import() here.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      await (require('./bundle-pages') as typeof Bundler).bundlePages(work);
    },
  });
  const files: Assets['files'] = new Map();
  async function serve(name: string, type: string): Promise<string> {
    const body = await readFile(join(directory, name));
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
    const address = `/_pages/assets/${name.replace('.', `-${hash}.`)}`;
    files.set(address, { body, type: `${type}; charset=utf-8` });
    return address;
  }
  return {
    script: await serve('host.js', 'text/javascript'),
    style: await serve('host.css', 'text/css'),
    frameScript: await serve('frame.js', 'text/javascript'),
    files,
  };
}
