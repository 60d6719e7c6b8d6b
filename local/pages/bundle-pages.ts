import { setBooleanFeatureFlagResolver } from '@atlaskit/platform-feature-flags';
import getThemeStyles from '@atlaskit/tokens/get-theme-styles';
import { build } from 'esbuild';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { everyIcon } from './every-icon-plugin';
import { shorthandsFirst } from './shorthands-first';

/** Writes `host.js` and `host.css`, the host page's script and styles, and `frame.js`, the frame's bridge. */
export async function bundlePages(directory: string): Promise<void> {
  await build({
    entryPoints: {
      host: join(__dirname, 'browser/host.tsx'),
      frame: join(__dirname, 'frame/bridge.ts'),
    },
    outdir: directory,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', 'process.env': '{}' },
    tsconfigRaw: {},
    plugins: [everyIcon()],
    logLevel: 'silent',
  });
  const style = join(directory, 'host.css');
  const rules = shorthandsFirst(await readFile(style, 'utf8'));
  await writeFile(style, [await readThemes(), rules].join('\n'));
}

/** Atlaskit's themes for light and dark, so that a page has its colours before its script runs. */
async function readThemes(): Promise<string> {
  // Without an answer of ours, Atlaskit looks for a feature gate service and complains.
  setBooleanFeatureFlagResolver(() => false);
  const styles = await getThemeStyles({ colorMode: 'auto' });
  return styles.map(({ css }) => css).join('\n');
}
