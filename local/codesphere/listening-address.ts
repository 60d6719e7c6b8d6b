import { readdir, readFile, readlink } from 'node:fs/promises';
import { listMarkedProcesses, type MarkedProcess } from './process-table';

/** Where a server can be reached on this machine. */
export interface Address {
  host: string;
  port: number;
}

/**
 * Where the processes that `select` picks listen: at `preferredPort` if they do, else at their lowest port;
 * undefined while they do not listen. Without `/proc` only the preferred port is known.
 */
export async function findListeningAddress(
  select: (one: MarkedProcess) => boolean,
  preferredPort: number,
): Promise<Address | undefined> {
  if (process.platform !== 'linux') return { host: '127.0.0.1', port: preferredPort };
  const members = (await listMarkedProcesses()).filter(select);
  const inodes = new Set((await Promise.all(members.map(({ pid }) => socketInodes(pid)))).flat());
  const sockets = [
    ...parseListeningSockets(await readFile('/proc/net/tcp', 'utf8')),
    ...parseListeningSockets(await readFile('/proc/net/tcp6', 'utf8').catch(() => '')),
  ].filter((socket) => inodes.has(socket.inode));
  sockets.sort((a, b) => a.port - b.port);
  const socket = sockets.find(({ port }) => port === preferredPort) ?? sockets[0];
  return socket && { host: socket.host, port: socket.port };
}

/** The listening sockets in the text of `/proc/net/tcp` or `/proc/net/tcp6`. */
export function parseListeningSockets(text: string): (Address & { inode: string })[] {
  const LISTEN = '0A';
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN)
    .map((fields) => {
      const [address = '', port = ''] = (fields[1] ?? '').split(':');
      return {
        host: /^0{24}0{7}1$|^0{24}01000000$/.test(address) ? '::1' : '127.0.0.1',
        port: parseInt(port, 16),
        inode: fields[9] ?? '',
      };
    });
}

async function socketInodes(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  const targets = await Promise.all(
    descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => '')),
  );
  return targets.flatMap((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? []);
}
