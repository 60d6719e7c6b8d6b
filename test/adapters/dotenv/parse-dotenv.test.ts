import { parse } from 'dotenv';
import fc from 'fast-check';
import { parseDotenv } from '../../../src/adapters/dotenv/parse-dotenv';
import { randomCases } from '../../fuzz/random-cases';

it('reads what dotenv reads', () => {
  const text = [
    '\ufeff# settings',
    '',
    'PLAIN=value # comment',
    "export SINGLE='a # b'",
    'EMPTY=',
    'MULTI="first',
    'second"',
    'ESCAPED="a\\nb"',
    'COLON: yes',
    "APOSTROPHE=it's",
  ].join('\r\n');
  expect(parseDotenv(text)).toEqual({
    entries: [
      { name: 'PLAIN', value: 'value' },
      { name: 'SINGLE', value: 'a # b' },
      { name: 'EMPTY', value: '' },
      { name: 'MULTI', value: 'first\nsecond' },
      { name: 'ESCAPED', value: 'a\nb' },
      { name: 'COLON', value: 'yes' },
      { name: 'APOSTROPHE', value: "it's" },
    ],
    problems: [],
  });
});

it('names the lines that it did not understand, and never a value', () => {
  const { entries, problems } = parseDotenv('A=1\nsecret-value\n=x\nB="a\nb"\n__proto__=x\n');
  expect(entries).toEqual([
    { name: 'A', value: '1' },
    { name: 'B', value: 'a\nb' },
  ]);
  expect(problems).toEqual(
    [2, 3, 6].map((line) => `Line ${line} was not understood: write NAME=value.`),
  );
});

it('names what comes twice, and takes the last', () => {
  expect(parseDotenv('A=1\nB=2\n\nA=3\n')).toEqual({
    entries: [
      { name: 'A', value: '3' },
      { name: 'B', value: '2' },
    ],
    problems: ['Line 4 has A again: the last one counts.'],
  });
});

it.each([
  ['DB_PASSWORD=abc#123', /^Line 1: what follows # is taken for a comment\./],
  ['COLOR=#ff0000', /^Line 1: what follows # is taken for a comment\./],
  ['A="{\\"a\\":1}"', /^Line 1: the backslashes stay in the value\./],
  ["A='it\\'s'", /^Line 1: the backslashes stay in the value\./],
  ['A="open', /^Line 1: its quotes do not enclose all of the value/],
  ['A="x" y', /^Line 1: its quotes do not enclose all of the value/],
  ['1ST=a', /^Line 1: 1ST is not taken\. A name begins with a letter or _/],
])('%s is named, because it is not taken as it stands', (text, problem) => {
  expect(parseDotenv(text).problems).toEqual([expect.stringMatching(problem)]);
});

it.each([
  ['KEY=-----BEGIN KEY-----\nMIIEvQ==\nabc=\n-----END KEY-----'],
  ['KEY={\n"a": 1,\nb: 2\n}'],
  ['KEY=one \\\nTWO=two'],
])('%j is one value that lacks its quotes, and no part of it becomes a name', (text) => {
  expect(parseDotenv(`${text}\nLAST=1`)).toEqual({
    entries: [{ name: 'LAST', value: '1' }],
    problems: ['Line 1 begins a value of several lines without quotes. Put all of it in quotes.'],
  });
});

it('names what looks like the end of a long value', () => {
  const { problems } = parseDotenv(
    'CERT=MIIDdzCCAl+gAwIBAgIEAgAAuTANBg\nkqhkiG9w0BAQUFADBaMQswCQ==',
  );
  expect(problems).toEqual([expect.stringMatching(/^Line 2: this looks like the end of a value/)]);
  expect(JSON.stringify(problems)).not.toContain('kqhkiG9');
});

it.each(['A="a\\nb"', 'A="C:\\dir"', "A=it's # note", 'LONGNAMEINCAPITALS=', 'A=[1]'])(
  '%s is taken as it stands',
  (text) => {
    expect(parseDotenv(text).problems).toEqual([]);
  },
);

it('takes a quote that is never closed for one line', () => {
  expect(parseDotenv('A="open\nB=2\n').entries.map(({ name }) => name)).toEqual(['A', 'B']);
});

it('agrees with dotenv on whole texts', () => {
  const name = fc
    .stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/)
    .filter((one) => one !== '__proto__');
  const bare = fc.stringMatching(/^[a-z0-9 .:/$-]{0,8}$/);
  const value = fc.oneof(
    bare,
    bare.map((one) => `'${one}'`),
    fc.array(bare, { minLength: 1, maxLength: 3 }).map((lines) => `"${lines.join('\n')}"`),
    bare.map((one) => `\`${one} "quoted"\` # note`),
  );
  const assignment = fc.tuple(fc.constantFrom('', 'export '), name, value);
  const line = fc.oneof(
    assignment.map(([prefix, left, right]) => `${prefix}${left}=${right}`),
    fc.constantFrom('', '# note', '  # it\'s "quoted'),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.join('\n');
      const { entries, problems } = parseDotenv(text);
      expect(Object.fromEntries(entries.map((one) => [one.name, one.value]))).toEqual(parse(text));
      expect(problems.filter((problem) => problem.startsWith('Line'))).toEqual([]);
    }),
    randomCases(),
  );
});
