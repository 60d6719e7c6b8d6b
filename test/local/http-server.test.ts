import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { listen, type HttpServer } from '../../local/http-server';

let server: HttpServer;
beforeEach(async () => {
  server = await listen(answer, 0);
});

function answer({ url }: Request): Response {
  const status = /\d+$/.exec(new URL(url).pathname)?.[0];
  return status ? new Response(null, { status: Number(status) }) : new Response('plain');
}

afterEach(() => server.close());

/** Asks for a WebSocket, with more headers, and answers the connection and the first that comes of it. */
async function ask(...headers: string[]): Promise<{ socket: Socket; text: string }> {
  const socket = connect(server.port, '127.0.0.1').setEncoding('utf8');
  const head = [`GET / HTTP/1.1`, `Host: localhost:${server.port}`, 'Connection: upgrade'];
  socket.write([...head, 'Upgrade: websocket', ...headers, '', 'said at once'].join('\r\n'));
  const [text] = (await once(socket, 'data')) as [string];
  return { socket, text };
}

function echo(): void {
  server.onUpgrade((_request, socket, head) => {
    socket.write(head);
    socket.pipe(socket);
  });
}

test('nobody takes a WebSocket: it is answered like any request', async () => {
  const { socket, text } = await ask();
  expect(text).toContain('200 OK');
  socket.destroy();
});

test('a WebSocket is taken over, and ends with the server', async () => {
  echo();
  const { socket, text } = await ask();
  expect(text).toBe('said at once');
  socket.write('said later');
  expect(await once(socket, 'data')).toEqual(['said later']);
  await Promise.all([once(socket, 'close'), server.close()]);
});

test('a page of another origin gets none', async () => {
  echo();
  const { text } = await ask('Origin: https://elsewhere.example');
  expect(text).toMatch(/^HTTP\/1.1 403 /);
});

test('an answer without a body says so, as far as it may', async () => {
  const lengthOf = async (path: string, method = 'DELETE') => {
    const { headers } = await fetch(`http://127.0.0.1:${server.port}${path}`, { method });
    return [headers.get('content-length'), headers.get('transfer-encoding')];
  };
  expect(await lengthOf('/200')).toEqual(['0', null]);
  expect(await lengthOf('/204')).toEqual([null, null]);
  expect((await lengthOf('/', 'HEAD'))[0]).not.toBe('0');
});
