import type { ForgeNode, FunctionReference } from './messages';

/** A function of the app, kept where it is. */
export type Callback = (...args: unknown[]) => unknown;

interface ReactElementLike {
  type: unknown;
  key: string | null;
  props: Record<string, unknown>;
}

/**
 * A copy that can cross the frame: functions become references, and React elements that were passed
 * as a prop become nodes. `keep` remembers a function and names it.
 */
export function serialize(value: unknown, keep: (callback: Callback) => string): unknown {
  if (typeof value === 'function') {
    return { $function: keep(value as Callback) } satisfies FunctionReference;
  }
  if (typeof value === 'symbol') return undefined;
  if (Array.isArray(value)) return value.map((item) => serialize(item, keep));
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  if ('$$typeof' in value) return serializeElement(value as unknown as ReactElementLike, keep);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, serialize(item, keep)]),
  );
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** UI Kit's own components are strings; a component of the app's own never ran and has no look. */
function serializeElement(
  { type, key, props }: ReactElementLike,
  keep: (callback: Callback) => string,
): ForgeNode {
  const { children, ...rest } = props;
  return {
    type: nameOf(type),
    key: key ?? '',
    props: serialize(rest, keep) as Record<string, unknown>,
    children: childNodes(children, keep),
  };
}

function nameOf(type: unknown): string {
  if (typeof type === 'string') return type;
  if (typeof type === 'symbol') return 'Fragment';
  const name = typeof type === 'function' ? type.name : 'unknown';
  return `${name || 'unnamed'} (a component of the app, passed as a prop)`;
}

function childNodes(children: unknown, keep: (callback: Callback) => string): ForgeNode[] {
  const list = Array.isArray(children) ? (children as unknown[]).flat(Infinity) : [children];
  return list
    .filter((child) => child !== undefined && child !== null && typeof child !== 'boolean')
    .map((child, index) =>
      typeof child === 'object'
        ? { ...(serialize(child, keep) as ForgeNode), key: `${index}` }
        : { type: 'String', key: `${index}`, props: { text: `${child as string}` }, children: [] },
    );
}
