import { type HttpServer, listen, type Upgrade } from './http-server';

type Handle = (request: Request) => Promise<Response>;

/** A server that already has its port; until it is opened, requests wait. */
export interface Door {
  open: (handle: Handle, upgrade?: Upgrade) => void;
  port: () => number;
  url: () => string;
}

/**
 * Takes a port, before anything else is done: a port in use is the likeliest failure. Workspaces that
 * are taken up at a start may clone from here at once, so that being early must not be an error.
 * `setting` is what a person sets to choose another. What closes it is added to `ends`.
 */
export async function openDoor(
  port: number,
  setting: string,
  ends: (() => Promise<unknown>)[],
): Promise<Door> {
  let open: (handle: Handle) => void = () => undefined;
  const opened = new Promise<Handle>((resolve) => (open = resolve));
  const server: HttpServer = await listen(async (request) => (await opened)(request), port).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      const remedy = `Stop what listens there, or start with ${setting}=<another>.`;
      throw new Error(`Port ${port} is in use. ${remedy}`, { cause: error });
    },
  );
  ends.push(() => server.close());
  return {
    open(handle, upgrade) {
      if (upgrade) server.onUpgrade(upgrade);
      open(handle);
    },
    port: () => server.port,
    url: () => `http://127.0.0.1:${server.port}`,
  };
}
