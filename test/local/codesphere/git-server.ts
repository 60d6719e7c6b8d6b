import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a path of the server stands for, both as paths of this machine; `broken` answers 500. */
type Located = { repository: string; file: string } | 'broken';

/** A server of git repositories as plain files, for those who have the password. */
export interface GitServer {
  host: string;
  stop(): void;
}

/** Starts one; `locate` is asked with each path, without its query. */
export async function startGitServer(
  { username, password }: { username: string; password: string },
  locate: (path: string) => Located,
): Promise<GitServer> {
  const server = createServer((request, response) => {
    const expected = Buffer.from(`${username}:${password}`).toString('base64');
    if (request.headers.authorization !== `Basic ${expected}`) {
      return response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    }
    const [path = ''] = request.url!.split('?');
    const located = locate(path);
    if (located === 'broken') return response.writeHead(500).end();
    try {
      execFileSync('git', ['update-server-info'], { cwd: located.repository });
      response.end(readFileSync(located.file));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { host: `http://127.0.0.1:${port}`, stop: () => void server.close() };
}
