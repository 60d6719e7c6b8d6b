import { type HttpServer, listen } from './http-server';

/** A server that already has its port; until its handler is there it says that it is starting. */
export interface Door {
  handle: (request: Request) => Promise<Response>;
  port: () => number;
  url: () => string;
}

/**
 * Takes a port, before anything else is done: a port in use is the likeliest failure. `setting` is
 * what a person sets to choose another. What closes it is added to `ends`.
 */
export async function openDoor(
  port: number,
  setting: string,
  ends: (() => Promise<unknown>)[],
): Promise<Door> {
  const starting = () => Promise.resolve(new Response('Starting …', { status: 503 }));
  const door: Door = { handle: starting, port: () => server.port, url: () => '' };
  const server: HttpServer = await listen((request) => door.handle(request), port).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      const remedy = `Stop what listens there, or start with ${setting}=<another>.`;
      throw new Error(`Port ${port} is in use. ${remedy}`, { cause: error });
    },
  );
  ends.push(() => server.close());
  door.url = () => `http://127.0.0.1:${server.port}`;
  return door;
}
