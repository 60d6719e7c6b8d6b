import { array, nullish, number, object, record, safeParse, string, unknown } from 'valibot';
import { defined } from '../../../domain/defined';
import { parseCiFile } from './judge-ci-file';

/** Where a CI file leads visitors, and to which port. */
export interface DeclaredPath {
  path: string;
  port?: number;
}

const Path = object({ path: string(), port: nullish(number()) });
const Service = object({
  network: object({ path: nullish(string()), paths: nullish(array(unknown())) }),
});
const Services = object({ run: record(string(), unknown()) });

/** Nothing but what stands in a path as it is. */
const PLAIN = /^(?:\/[\w.~-]+)+\/?$/;

/**
 * The shortest path at which a CI file has its services answer; undefined when that is `/`, or nothing is
 * declared, which means `/`.
 */
export function declaredPath(text: string): DeclaredPath | undefined {
  const file = safeParse(Services, parseCiFile(text));
  if (!file.success) return undefined;
  const paths = Object.values(file.output.run).flatMap(pathsOf);
  if (paths.some(({ path }) => path === '/')) return undefined;
  return paths
    .filter(({ path }) => PLAIN.test(path) && path.length <= 200)
    .sort((a, b) => a.path.length - b.path.length)[0];
}

function pathsOf(service: unknown): DeclaredPath[] {
  const found = safeParse(Service, service);
  if (!found.success) return [];
  const { path, paths } = found.output.network;
  if (typeof path === 'string') return [{ path }];
  return (paths ?? []).flatMap((one) => {
    const entry = safeParse(Path, one);
    if (!entry.success) return [];
    const { port } = entry.output;
    return [{ path: entry.output.path, ...defined({ port: port ?? undefined }) }];
  });
}
