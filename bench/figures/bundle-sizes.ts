import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { minify } from 'terser';
import type { Figure } from '../figure';
import type { BenchPlatform } from '../harness/bench-platform';
import { bundleEmptyApp, bundleWholeBackend } from '../harness/bundles';

/** How much more than an empty UI Kit app a frontend bundle may be, in percent. */
const FRONTEND_LIMIT_PERCENT = 25;

/**
 * How large the app's bundles are, compressed, in kilobytes of 1,000 bytes. That of the backend has no limit:
 * a person reads the messages that a smaller one would cost.
 */
export async function measureBundleSizes({ platform }: BenchPlatform): Promise<Figure[]> {
  const { directory, manifest, resources } = platform.forge.build;
  const modules = [...new Set(manifest.functions.map(({ handler }) => handler.split('.')[0]!))];
  const whole = await backendSize(await bundleWholeBackend(directory, modules));
  const single = await Promise.all(
    modules.map(async (name) => {
      const size = await backendSize(join(directory, `${name}.cjs`));
      return `${kilobytes(size)} KB  ${name} alone`;
    }),
  );
  const empty = gzipSize(await readFile(await bundleEmptyApp(directory)));
  const frontends = await Promise.all(
    Object.entries(resources).map(async ([key, path]): Promise<Figure> => {
      const size = gzipSize(await readFile(path));
      return {
        name: `${key} bundle, above an empty UI Kit app`,
        value: Math.round((size / empty - 1) * 1000) / 10,
        unit: '%',
        limit: FRONTEND_LIMIT_PERCENT,
        method: `gzip -9 of what the Forge bundler builds: ${kilobytes(size)} KB, empty app ${kilobytes(empty)} KB`,
      };
    }),
  );
  return [
    {
      name: 'backend bundle',
      value: kilobytes(whole),
      unit: 'KB',
      method:
        'all function modules as one bundle of the Forge bundler, so that shared code counts once; minified by terser, which webpack itself uses and which drops what webpack marks as unused, gzip -9; without the runtime wrapper',
      details: single,
    },
    ...frontends,
  ];
}

async function backendSize(path: string): Promise<number> {
  const { code = '' } = await minify(await readFile(path, 'utf8'), { compress: { passes: 2 } });
  return gzipSize(Buffer.from(code));
}

function gzipSize(content: Buffer): number {
  return gzipSync(content, { level: constants.Z_BEST_COMPRESSION }).length;
}

function kilobytes(bytes: number): number {
  return Math.round(bytes / 100) / 10;
}
