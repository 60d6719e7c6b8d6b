import facts from './bitbucket-operations.json';

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

/** What else Bitbucket has, closed to Forge apps. */
type OtherRoute = Pick<Route, 'method' | 'pattern'>;

/** Parameters that may hold slashes: paths of files, names of branches and tags. */
const LONG_PARAMETERS = new Set(['path', 'name']);

const routes: Route[] = Object.entries<string[]>(facts.operations)
  .map(([operation, scopes]) => {
    const [method = '', template = ''] = operation.split(' ');
    return { method, template, scopes, pattern: toPattern(template) };
  })
  // A literal part of a path wins over a parameter in its place.
  .sort((a, b) => countParameters(a) - countParameters(b));

const others: OtherRoute[] = facts.others.map((operation) => {
  const [method = '', template = ''] = operation.split(' ');
  return { method, pattern: toPattern(template) };
});

/** The operation that a request is for; undefined for what a Forge app cannot call. */
export function findBitbucketOperation(
  method: string,
  path: string,
): BitbucketOperation | undefined {
  return routes.find(isFor(method, path));
}

/** True for a request that Bitbucket's REST API knows, whether or not Forge apps may send it. */
export function isBitbucketOperation(method: string, path: string): boolean {
  return [...routes, ...others].some(isFor(method, path));
}

function isFor(method: string, path: string): (route: OtherRoute) => boolean {
  const plain = path.replace(/\/$/, '');
  return (route) => route.method === method && route.pattern.test(plain);
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
