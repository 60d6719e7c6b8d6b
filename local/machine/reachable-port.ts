import { readdir, readFile, readlink } from 'node:fs/promises';
import { listMarkedProcesses, type MarkedProcess } from './process-table';

/** A port that a process of this machine listens on. */
interface ListeningSocket {
  port: number;
  /** Its address is that of the loopback interface: no other machine gets there. */
  isLoopback: boolean;
  inode: string;
}

/**
 * The first of `ports` at which the processes that `select` picks can be reached from outside, as
 * a provider reaches an app: on all interfaces. Undefined while there is none. Without `/proc` nobody can
 * tell, and the first port counts as it is.
 */
export async function findReachablePort(
  select: (one: MarkedProcess) => boolean,
  ports: number[],
): Promise<number | undefined> {
  if (process.platform !== 'linux') return ports[0];
  const members = (await listMarkedProcesses()).filter(select);
  const inodes = new Set((await Promise.all(members.map(({ pid }) => socketInodes(pid)))).flat());
  const open = [
    ...parseListeningSockets(await readFile('/proc/net/tcp', 'utf8')),
    ...parseListeningSockets(await readFile('/proc/net/tcp6', 'utf8').catch(() => '')),
  ].filter(({ inode, isLoopback }) => inodes.has(inode) && !isLoopback);
  return ports.find((port) => open.some((socket) => socket.port === port));
}

/** The loopback addresses as Linux writes them: of IPv4 (also within IPv6), and of IPv6. */
const LOOPBACK = /^(?:0{16}FFFF0000)?[0-9A-F]{6}7F$|^0{24}01000000$/;

/** The listening sockets in the text of `/proc/net/tcp` or `/proc/net/tcp6`. */
export function parseListeningSockets(text: string): ListeningSocket[] {
  const LISTEN = '0A';
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN)
    .map((fields) => {
      const [address = '', port = ''] = (fields[1] ?? '').split(':');
      return {
        port: parseInt(port, 16),
        isLoopback: LOOPBACK.test(address),
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
