import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commentMessages } from '../../../src/domain/announce/comment-messages';
import { replyMessages } from '../../../src/domain/announce/reply-messages';
import { statusMessages } from '../../../src/domain/announce/status-messages';
import { COMMANDS, type CommandName } from '../../../src/domain/commands/command';
import { hintWords } from '../../../src/domain/commands/command-words';
import { parseCommand } from '../../../src/domain/commands/parse-command';
import { obeyCommand } from '../../../src/usecases/commands/obey-command';
import { PREVIEWS } from '../../fuzz/records-of-every-form';
import { pullRequestWith, settingsWith } from '../preview-fixture';

/** The lines that would be taken for a command by somebody who reads only them. */
function commandsIn(text: string): string[] {
  return text.split('\n').filter((line) => parseCommand(line) !== undefined);
}

const NAMES = Object.keys(COMMANDS) as CommandName[];
const WORD = { by: 'a', at: 1 };
const SOURCES = [pullRequestWith(), pullRequestWith({ fork: true })];

test('no line that a surface says of any preview begins with a command', () => {
  const texts = PREVIEWS.flatMap((preview) => [
    ...[...commentMessages(preview), ...replyMessages(preview)].map(({ content }) => content),
    ...statusMessages(preview).map(({ content }) => content.description),
  ]);
  expect(texts.length).toBeGreaterThan(90);
  expect(texts.flatMap(commandsIn)).toEqual([]);
});

test('no line of any answer begins with a command', () => {
  const texts = PREVIEWS.flatMap((preview) =>
    NAMES.flatMap((name) =>
      SOURCES.map((pullRequest) => {
        const facts = { preview, pullRequest, settings: settingsWith() };
        const { answer } = obeyCommand(facts, { name }, WORD);
        return answer.type === 'said' ? answer.text : '';
      }),
    ),
  );
  expect(new Set(texts).size).toBeGreaterThan(8);
  expect(texts.flatMap(commandsIn)).toEqual([]);
});

test('no line of a hint begins with a command, whatever was mistyped', () => {
  const said = [
    '/preview deploy',
    '\n/preview deploy',
    '`\n/preview deploy',
    '\u2028/preview stop',
  ];
  for (const words of said) {
    const command = parseCommand(`/preview ${words} x`);
    if (command?.type === 'mistyped') expect(commandsIn(hintWords(command))).toEqual([]);
    expect(commandsIn(hintWords({ type: 'mistyped', said: words }))).toEqual([]);
  }
});

test('no text in the sources begins with one', () => {
  const root = join(__dirname, '../../../src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const begins = files
    .filter((file) => /\.tsx?$/.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8').replace(/^ *(\/?\*|\/\/).*$/gm, '');
      return /(^\s*|['"`>]\s*|\\n\s*)\/preview[\s'"`]/m.test(text) ? [file] : [];
    });
  // The one reads them; the other sets each in a code span.
  expect(begins.sort()).toEqual([
    'domain/commands/command-words.ts',
    'domain/commands/parse-command.ts',
  ]);
});
