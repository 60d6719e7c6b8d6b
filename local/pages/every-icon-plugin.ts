import type { Plugin } from 'esbuild';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Fills `uikit/every-icon.ts` with all icons of Atlaskit by name. */
export function everyIcon(): Plugin {
  return {
    name: 'every-icon',
    setup(pluginBuild) {
      const folder = join(dirname(require.resolve('@atlaskit/icon/package.json')), 'core');
      pluginBuild.onLoad({ filter: /uikit[\\/]every-icon\.ts$/ }, async () => {
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
