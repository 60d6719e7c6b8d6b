/** Those of a node's props that a component takes, the absent ones left out. */
export function pick<P>(
  props: Record<string, unknown>,
  names: readonly (keyof P & string)[],
): Partial<Omit<P, 'ref' | 'key'>> {
  const present = names.filter((name) => props[name] !== undefined && props[name] !== null);
  return Object.fromEntries(present.map((name) => [name, props[name]])) as Partial<P>;
}

/** A prop that is text, or undefined. */
export function textProp(props: Record<string, unknown>, name: string): string | undefined {
  const value = props[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** A prop that is a function of the app; calling it runs it in the module's frame. */
export function callbackProp(
  props: Record<string, unknown>,
  name: string,
): ((...args: unknown[]) => Promise<unknown>) | undefined {
  const value = props[name];
  if (typeof value !== 'function') return undefined;
  return (...args) => Promise.resolve((value as (...args: unknown[]) => unknown)(...args));
}

/** The address of a link, if it is one that a page may follow. */
export function addressProp(props: Record<string, unknown>): string | undefined {
  const address = textProp(props, 'href')?.trim();
  return address !== undefined && /^(https?:|mailto:|\/(?!\/)|#|\?)/i.test(address)
    ? onThisMachine(address)
    : undefined;
}

/** A page of a system that stands on this machine, by its real address. */
function onThisMachine(address: string): string {
  const origins = JSON.parse(document.documentElement.dataset.origins ?? '{}') as object;
  const found = Object.entries(origins).find(([real]) => address.startsWith(`${real}/`));
  return found ? `${found[1] as string}${address.slice(found[0].length)}` : address;
}

/** What of a browser's event an app may read: `useForm` reads the target's type, value, checked. */
export function fieldEvent(event: { target: EventTarget; type: string }): unknown {
  const target = event.target as Partial<HTMLInputElement>;
  const { type, value, checked, name, id } = target;
  return { type: event.type, target: { type, value, checked, name, id } };
}
