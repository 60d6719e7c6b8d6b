import { parseListeningSockets } from '../../../local/machine/reachable-port';

/** Lines in the form of Linux's /proc/net/tcp and tcp6, see proc(5). */
const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid';

it.each([
  ['00000000:0BB8', '0A', { port: 3000, isLoopback: false }],
  ['0100007F:1F90', '0A', { port: 8080, isLoopback: true }],
  ['0200A8C0:1F90', '0A', { port: 8080, isLoopback: false }],
  ['00000000000000000000000000000000:0BB8', '0A', { port: 3000, isLoopback: false }],
  ['00000000000000000000000001000000:0BB8', '0A', { port: 3000, isLoopback: true }],
  ['0000000000000000FFFF00000100007F:0BB8', '0A', { port: 3000, isLoopback: true }],
  ['0100007F:1F90', '01', undefined],
])('reads the socket %s in state %s', (address, state, expected) => {
  const rest = `00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 4242 1`;
  const sockets = parseListeningSockets(`${HEADER}\n   0: ${address} ${rest}\n`);
  expect(sockets).toEqual(expected ? [{ ...expected, inode: '4242' }] : []);
});
