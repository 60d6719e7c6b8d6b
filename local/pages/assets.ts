import { getThemeHtmlAttrs } from '@atlaskit/tokens/get-theme-html-attrs';
import { build, type Plugin } from 'esbuild';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The browser's side of the pages, built once; addresses carry a hash of what they answer. */
export interface Assets {
  script: string;
  style: string;
  /** What a module's frame loads before the app's own bundle. */
  frameScript: string;
  themeAttributes: Record<string, string>;
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
  const files: Assets['files'] = new Map();
  const addresses: Record<string, string> = {};
  for (const { path, contents } of result.outputFiles) {
    const [, name = '', extension = ''] = /([a-z]+)\.(js|css)$/.exec(path) ?? [];
    const hash = createHash('sha256').update(contents).digest('hex').slice(0, 12);
    const address = `/_pages/assets/${name}-${hash}.${extension}`;
    addresses[`${name}.${extension}`] = address;
    const type = extension === 'js' ? 'text/javascript' : 'text/css';
    files.set(address, { body: contents, type: `${type}; charset=utf-8` });
  }
  return {
    script: addressOf(addresses, 'host.js'),
    style: addressOf(addresses, 'host.css'),
    frameScript: addressOf(addresses, 'frame.js'),
    themeAttributes: getThemeHtmlAttrs({ colorMode: 'light' }),
    files,
  };
}

function addressOf(addresses: Record<string, string>, name: string): string {
  const address = addresses[name];
  if (!address) throw new Error(`The bundle of the pages has no ${name}.`);
  return address;
}

/** Resolves `every-icon` to all icons of Atlaskit by name: an app may ask for any of them. */
function everyIcon(): Plugin {
  return {
    name: 'every-icon',
    setup(pluginBuild) {
      const folder = join(dirname(require.resolve('@atlaskit/icon/package.json')), 'core');
      pluginBuild.onResolve({ filter: /^every-icon$/ }, () => ({
        path: 'every-icon',
        namespace: 'every-icon',
      }));
      pluginBuild.onLoad({ filter: /.*/, namespace: 'every-icon' }, async () => {
        const names = (await readdir(folder))
          .filter((file) => file.endsWith('.js'))
          .map((file) => file.slice(0, -'.js'.length));
        const imports = names.map(
          (name, index) => `import icon${index} from '@atlaskit/icon/core/${name}';`,
        );
        const entries = names.map((name, index) => `'${name}': icon${index}`);
        return {
          contents: `${imports.join('\n')}\nexport const icons = { ${entries.join(', ')} };`,
          resolveDir: __dirname,
        };
      });
    },
  };
}
