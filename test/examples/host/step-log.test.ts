import { createStepLog } from '../../../examples/host/step-log';

function logOf(chunks: string[], variables: { name: string; value: string; secret: boolean }[]) {
  const lines: string[] = [];
  const log = createStepLog(lines, variables);
  chunks.forEach(log);
  return lines;
}

const KEY = { name: 'KEY', value: 'sesame-open', secret: true };

it.each([
  ['in one piece', ['my sesame-open is\n'], 'my [KEY] is'],
  ['in two pieces', ['my sesame', '-open is\n'], 'my [KEY] is'],
  ['in colours', ['my \u001b[31msesame\u001b[0m-open is\n'], 'my [KEY] is'],
  ['in base64', [`${Buffer.from('sesame-open').toString('base64')}\n`], '[KEY]'],
])('hides a secret that comes %s', (_, chunks, line) => {
  expect(logOf(chunks, [KEY])).toEqual([line]);
});

it('hides each line of a secret of several lines, and the longer one of two', () => {
  const both = [
    { name: 'PEM', value: 'begin-secret\nmiddle-secret\nend', secret: true },
    { name: 'LONG', value: 'begin-secret-and-more', secret: true },
  ];
  const lines = logOf(['begin-secret\nmiddle-secret\nbegin-secret-and-more\n'], both);
  expect(lines).toEqual(['[PEM]', '[PEM]', '[LONG]']);
});

it('hides a secret that a long line is cut in', () => {
  const [line] = logOf([`${'x'.repeat(495)}sesame-open\n`], [KEY]);
  expect(line).toBe(`${'x'.repeat(495)}[KEY]`);
});

it('shows plain values and short ones', () => {
  const variables = [
    { name: 'MODE', value: 'production', secret: false },
    { name: 'PIN', value: '1234', secret: true },
  ];
  expect(logOf(['production 1234\n'], variables)).toEqual(['production 1234']);
});

it('keeps the last lines, and each that a carriage return would have hidden', () => {
  const lines = logOf(['10 %\r20 %\rdone\r\n', ...[...Array(59).keys()].map((n) => `${n}\n`)], []);
  expect(lines).toHaveLength(60);
  expect(lines.slice(0, 2)).toEqual(['done', '0']);
});
