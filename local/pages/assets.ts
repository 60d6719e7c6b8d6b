import { setBooleanFeatureFlagResolver } from '@atlaskit/platform-feature-flags';
import getThemeStyles from '@atlaskit/tokens/get-theme-styles';
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { everyIcon } from './every-icon-plugin';

/** The browser's side of the pages, built once; addresses carry a hash of what they answer. */
export interface Assets {
  script: string;
  style: string;
  /** What a module's frame loads before the app's own bundle. */
  frameScript: string;
  files: Map<string, { body: Uint8Array; type: string }>;
}

/** Bundles the host page's script and styles and the frame's bridge, which takes about 2 s. */
export async function buildAssets(): Promise<Assets> {
  const result = await build({
    entryPoints: {
      host: join(__dirname, 'browser/host.tsx'),
      frame: join(__dirname, 'frame/bridge.ts'),
    },
    outdir: '/',
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}' },
    tsconfigRaw: {},
    plugins: [everyIcon()],
    logLevel: 'silent',
  });
  const themes = await readThemes();
  const files: Assets['files'] = new Map();
  const addresses: Record<string, string> = {};
  for (const { path, contents } of result.outputFiles) {
    const [, name = '', extension = ''] = /([a-z]+)\.(js|css)$/.exec(path) ?? [];
    const body = extension === 'css' ? Buffer.concat([themes, contents]) : contents;
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 12);
    const address = `/_pages/assets/${name}-${hash}.${extension}`;
    addresses[`${name}.${extension}`] = address;
    const type = extension === 'js' ? 'text/javascript' : 'text/css';
    files.set(address, { body, type: `${type}; charset=utf-8` });
  }
  return {
    script: addressOf(addresses, 'host.js'),
    style: addressOf(addresses, 'host.css'),
    frameScript: addressOf(addresses, 'frame.js'),
    files,
  };
}

/** Atlaskit's themes for light and dark, so that a page has its colours before its script runs. */
async function readThemes(): Promise<Buffer> {
  // Without an answer of ours, Atlaskit looks for a feature gate service and complains.
  setBooleanFeatureFlagResolver(() => false);
  const styles = await getThemeStyles({ colorMode: 'auto' });
  return Buffer.from(styles.map(({ css }) => css).join('\n'));
}

function addressOf(addresses: Record<string, string>, name: string): string {
  const address = addresses[name];
  if (!address) throw new Error(`The bundle of the pages has no ${name}.`);
  return address;
}
