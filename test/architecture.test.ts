import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..');
const PROVIDERS = join(ROOT, 'src/adapters/providers');
const kinds = readdirSync(PROVIDERS);

/** Words of one provider, beside its name. Its own folder may use them, nobody else. */
const WORDS: Record<string, RegExp> = {
  ona: /\bona\b|gitpod|dev ?container|\.ona\.com/i,
  spacelift: /spacelift|runTrigger|proposedRuns|projectRoot|terraform/i,
  upsun: /upsun|platform\.?sh|build_pull_requests|clone_parent/i,
  codesphere:
    /codesphere|teamId|teamName|planId|planTitle|stages?|stopOnTestFailure|devDomain|ci\.yml/i,
};

function sourcesOutside(folder: string): { name: string; text: string }[] {
  return readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.startsWith(`${folder}/`) && !path.endsWith('src/wiring.ts'))
    .map((path) => ({ name: relative(ROOT, path), text: readFileSync(path, 'utf8') }));
}

test.each(kinds)('%s is known to its folder, to wiring.ts and to manifest.yml only', (kind) => {
  const words = WORDS[kind] ?? new RegExp(kind, 'i');
  const leaks = sourcesOutside(join(PROVIDERS, kind)).flatMap(({ name, text }) =>
    text
      .split('\n')
      .map((line, index) => `${name}:${index + 1}: ${line.trim()}`)
      .filter((line) => words.test(line)),
  );
  expect(leaks).toEqual([]);
});

test.each(kinds)('%s runs through the conformance suite', (kind) => {
  const file = new RegExp(`^${kind}(\\.full)?\\.test\\.ts$`);
  expect(
    readdirSync(join(ROOT, 'test/conformance')).filter((name) => file.test(name)),
  ).toHaveLength(1);
});
