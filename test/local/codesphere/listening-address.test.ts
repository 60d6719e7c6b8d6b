import { parseListeningSockets } from '../../../local/codesphere/listening-address';

/** Lines in the form of Linux's /proc/net/tcp and tcp6, see proc(5). */
const HEADER = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid';

it.each([
  ['00000000:0BB8', '0A', { host: '127.0.0.1', port: 3000, inode: '4242' }],
  ['0100007F:1F90', '0A', { host: '127.0.0.1', port: 8080, inode: '4242' }],
  ['00000000000000000000000000000000:0BB8', '0A', { host: '127.0.0.1', port: 3000, inode: '4242' }],
  ['00000000000000000000000001000000:0BB8', '0A', { host: '::1', port: 3000, inode: '4242' }],
  ['0100007F:1F90', '01', undefined],
])('reads the socket %s in state %s', (address, state, expected) => {
  const rest = `00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 4242 1`;
  const sockets = parseListeningSockets(`${HEADER}\n   0: ${address} ${rest}\n`);
  expect(sockets).toEqual(expected ? [expected] : []);
});
