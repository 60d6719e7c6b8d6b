import { parseCommand } from '../../../src/domain/commands/parse-command';

const HOUR = 60 * 60_000;

test.each([
  ['/preview', { name: 'help' }],
  ['/preview deploy', { name: 'deploy' }],
  ['  /Preview   REDEPLOY  ', { name: 'redeploy' }],
  ['/preview\tstop\r\nIt takes too long.', { name: 'stop' }],
  ['/preview\u00a0keep', { name: 'keep' }],
  ['\u200b/preview delete\ufeff', { name: 'delete' }],
  ['/preview extend', { name: 'extend' }],
  ['/preview extend 3d', { name: 'extend', forMs: 72 * HOUR }],
  ['/preview extend 12H', { name: 'extend', forMs: 12 * HOUR }],
  ['/preview extend 30d', { name: 'extend', forMs: 720 * HOUR }],
])('%j is a command', (text, command) => {
  expect(parseCommand(text)).toEqual({ type: 'command', ...command });
});

test.each([
  ['/preview redploy', 'redploy', 'redeploy'],
  ['/preview deply', 'deply', 'deploy'],
  ['/preview staus', 'staus', 'status'],
  ['/preview stop now', 'stop now', 'stop'],
  ['/preview extend 31d', 'extend 31d', 'extend'],
  ['/preview extend 0h', 'extend 0h', 'extend'],
  ['/preview extend 3 days', 'extend 3 days', 'extend'],
  ['/preview looks great', 'looks great', undefined],
  ['/preview __proto__', '__proto__', undefined],
  ['/preview constructor', 'constructor', undefined],
  [`/preview ${'a'.repeat(5_000)}`, `${'a'.repeat(39)}…`, undefined],
])('%.30j is mistyped', (text, said, meant) => {
  expect(parseCommand(text)).toEqual({
    ...{ type: 'mistyped', said },
    ...(meant === undefined ? {} : { meant }),
  });
});

test.each([
  '',
  'deploy',
  '/previews',
  '/preview-deploy',
  'a /preview deploy',
  '`/preview deploy`',
  '> /preview',
  '\n/preview stop',
])('%j is none', (text) => expect(parseCommand(text)).toBeUndefined());
