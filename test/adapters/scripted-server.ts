import { serve } from '@hono/node-server';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a scripted server was asked. */
export interface Asked {
  method: string;
  /** Path and query. */
  path: string;
  authorization: string | null;
  body: string;
}

/** A real HTTP server whose answers are the test's. */
export interface ScriptedServer {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** All that it was asked since the last `answer`. */
  asked: Asked[];
  /** Answers every request from now on. */
  answer(script: (asked: Asked) => Response | Promise<Response>): void;
  stop(): Promise<void>;
}

/** Starts one that answers 500 until told otherwise. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  let script: (asked: Asked) => Response | Promise<Response> = () =>
    new Response('', { status: 500 });
  const asked: Asked[] = [];
  const server = serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request: Request) {
      const { pathname, search } = new URL(request.url);
      const one = {
        method: request.method,
        path: `${pathname}${search}`,
        authorization: request.headers.get('authorization'),
        body: await request.text(),
      };
      asked.push(one);
      return script(one);
    },
  }) as Server;
  if (!server.listening) await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer(next) {
      asked.length = 0;
      script = next;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A JSON answer. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}
