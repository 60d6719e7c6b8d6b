import facts from './bitbucket-scopes.json';

/** One operation of Bitbucket's REST API that Forge apps may call. */
export interface BitbucketOperation {
  method: string;
  /** The path with its parameters, `/2.0/repositories/{workspace}/{repo_slug}`. */
  template: string;
  /** All of these are wanted. */
  scopes: string[];
}

interface Route extends BitbucketOperation {
  pattern: RegExp;
}

/** Parameters that may hold slashes: paths of files, names of branches and tags. */
const LONG_PARAMETERS = new Set(['path', 'name']);

const routes: Route[] = Object.entries<string[]>(facts.operations)
  .map(([operation, scopes]) => {
    const [method = '', template = ''] = operation.split(' ');
    return { method, template, scopes, pattern: toPattern(template) };
  })
  // A literal part of a path wins over a parameter in its place.
  .sort((a, b) => countParameters(a) - countParameters(b));

/** The operation that a request is for; undefined for what a Forge app cannot call. */
export function findBitbucketOperation(
  method: string,
  path: string,
): BitbucketOperation | undefined {
  const plain = path.replace(/\/$/, '');
  return routes.find((route) => route.method === method && route.pattern.test(plain));
}

function toPattern(template: string): RegExp {
  const parts = template.split('/').map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return LONG_PARAMETERS.has(name) ? '.+' : '[^/]+';
  });
  // The root of a repository is a folder without a path.
  return new RegExp(`^${parts.join('/').replace(/\/\.\+$/, '(?:/.+)?')}$`);
}

function countParameters({ template }: Route): number {
  return template.split('{').length;
}
