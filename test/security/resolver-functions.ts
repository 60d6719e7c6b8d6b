import { join } from 'node:path';
import { parse } from 'yaml';
import { readFile } from 'node:fs/promises';

const ROOT = join(__dirname, '../..');

interface Manifest {
  modules: Record<string, { key: string; resolver?: { function: string }; handler?: string }[]>;
}

/**
 * Every function that a page can call, as `<module> <function>`: what the resolvers of the manifest
 * define when they are loaded, so that none can be forgotten.
 */
export async function definedFunctions(): Promise<string[]> {
  const { modules } = parse(await readFile(join(ROOT, 'manifest.yml'), 'utf8')) as Manifest;
  const handlers = new Map(modules.function?.map(({ key, handler = '' }) => [key, handler]));
  const found: string[] = [];
  await jest.isolateModulesAsync(async () => {
    const { default: Resolver } = await import('@forge/resolver');
    const define = jest.spyOn(Resolver.prototype, 'define');
    for (const { key, resolver } of Object.values(modules).flat()) {
      if (!resolver) continue;
      define.mockClear();
      await import(join(ROOT, 'src', handlers.get(resolver.function)!.split('.')[0]!));
      found.push(...define.mock.calls.map(([name]) => `${key} ${name}`));
    }
  });
  return found;
}
