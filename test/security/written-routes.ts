import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A route as the sources of the local platform write it: its method, or those of `on`, and its path. */
const WRITTEN = /\.(post|put|patch|delete|on)\(\s*(?:\[([^\]]*)\],\s*)?['"`](\/[^'"`]*)['"`]/g;

/** The routes that the sources write and that change something, each with a pattern for the end of its path. */
export function writtenRoutes(): [route: string, method: string, end: RegExp][] {
  const root = join(__dirname, '../../local');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(WRITTEN)])
    .map(([, name = '', several = '', path = '']) => {
      const method = name === 'on' ? (/POST|PUT|PATCH|DELETE/.exec(several)?.[0] ?? '') : name;
      // A part that is mounted somewhere has its path from there.
      const own = path === '/' ? '' : path;
      const parts = own.split(/:\w+(?:\{[^}]*\})?|\$\{[^}]*\}/).map(escaped);
      return [`${method} ${path}`, method.toUpperCase(), new RegExp(`${parts.join('.+')}$`)];
    });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
