import type { Plugin } from 'esbuild';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Resolves `every-icon` to all icons of Atlaskit by name: an app may ask for any of them. */
export function everyIcon(): Plugin {
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
