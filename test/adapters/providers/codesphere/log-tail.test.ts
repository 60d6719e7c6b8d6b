import { parseLogTail } from '../../../../src/adapters/providers/codesphere/log-tail';

/** An event as Codesphere sends it. */
function event(...data: string[]): string {
  const entries = data.map((one) => ({ timestamp: '', kind: 'I', data: one }));
  return `event: data\ndata: ${JSON.stringify(entries)}\n\n`;
}

it('reads lines that come without their ends', () => {
  expect(parseLogTail(event('one', 'two') + event('three'), [])).toEqual(['one', 'two', 'three']);
});

it('joins pieces of output as they came', () => {
  expect(parseLogTail(event('on', 'e\ntwo') + event('\n\n'), [])).toEqual(['one', 'two']);
});

it('passes over problems, and an event that was cut off', () => {
  const problem = 'event: problem\ndata: {"status":400,"title":"No","traceId":""}\n\n';
  const cut = event('three').slice(0, -9);
  expect(parseLogTail(problem + event('one') + cut, [])).toEqual(['one']);
});

it('keeps the last 50 lines and 200 characters of each', () => {
  const lines = Array.from({ length: 80 }, (_, index) => `${index} ${'x'.repeat(500)}`);
  const tail = parseLogTail(event(...lines), []);
  expect(tail).toHaveLength(50);
  expect(tail[0]).toMatch(/^30 x+…$/);
  expect(tail.every((line) => line.length === 200)).toBe(true);
});

it('strips colours, titles, progress bars and what turns text around', () => {
  const line =
    '\u001b]0;title\u0007\u001b[1;31mred\u001b[0m \u202eevil\u2066\u200b \u0007bell\u009b2K\n' +
    '10%\r50%\r100%\r\n';
  expect(parseLogTail(event(line), [])).toEqual(['red evil bell', '100%']);
});

it('keeps what a carriage return in a line would hide, but of a progress bar the last', () => {
  const errors = [
    './build.sh: line 3: cd: dist\r: No such file or directory\n',
    "Error: Cannot find module '/app/dist\r'\n",
    'Cannot connect to the database\rAll is well\n',
  ];
  const bar = '| fetch 10%\r/ fetch 50%\r- fetched\n\u280b\r\u2819\rdone\n';
  expect(parseLogTail(event(...errors, bar), [])).toEqual([
    './build.sh: line 3: cd: dist: No such file or directory',
    "Error: Cannot find module '/app/dist'",
    'Cannot connect to the database All is well',
    '- fetched',
    'done',
  ]);
});

it('hides a value with a carriage return in it', () => {
  const variables = [{ name: 'PASS', value: 'open-sesame\rnow-or-never', secret: true as const }];
  const [line] = parseLogTail(event('is open-sesame\rnow-or-never\n'), variables);
  expect(line).not.toMatch(/sesame|never/);
});

it('hides values, also where colours or pieces divide them', () => {
  const variables = [
    { name: 'LONG', value: 'open-sesame-now' },
    { name: 'PART', value: 'sesame' },
    { name: 'PEM', value: 'first-line\nsecond-line' },
    { name: 'WORD', value: 'test' },
  ];
  const stream = event('open-ses\u001b[1mame-now sesa', 'me second-line test\n');
  expect(parseLogTail(stream, variables)).toEqual(['[LONG] [PART] [PEM] test']);
  expect(parseLogTail(event('https://me:word@example.org/x'), [])).toEqual([
    'https://example.org/x',
  ]);
});

describe('where a long log is cut', () => {
  const value = 'ab'.repeat(40_000);
  const variables = [{ name: 'LONG', value }];

  it.each([
    ['with lines after it', `${value}\nend\n`, ['[LONG]', 'end']],
    ['without any line break', `${value}end`, ['[LONG]end']],
    ['with a line break at the very end', `${value}end\n`, ['[LONG]end']],
    ['divided by a colour', `${value.slice(0, 50_000)}\u001b[1m${value.slice(50_000)}`, ['[LONG]']],
  ])('shows no half of a value, %s', (_, log, tail) => {
    expect(parseLogTail(event(log), variables)).toEqual(tail);
  });

  it('shows one long line that holds no value', () => {
    expect(parseLogTail(event(`${'x'.repeat(100_000)}\n`), variables)).toEqual([
      `${'x'.repeat(199)}…`,
    ]);
  });
});
