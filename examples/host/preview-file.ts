import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { parse, YAMLParseError } from 'yaml';
import { type Failure, FailureError } from './failure';

const COMMAND = 'has to be a command';
const PATH = 'has to be a path that begins with /';

const Command = v.pipe(v.string(COMMAND), v.trim(), v.nonEmpty(COMMAND));

const PreviewFile = v.strictObject(
  {
    /** Run one after the other, each in a shell of its own, in the repository's folder. */
    build: v.optional(
      v.pipe(
        v.array(Command, 'has to be a list of commands'),
        v.maxLength(30, 'has more than 30 commands'),
      ),
      [],
    ),
    /** Starts the app, which listens on the port in `PORT`. */
    run: Command,
    /** Answers below 400 once the app is up. Without it, any answer of `/` below 500 counts. */
    health: v.optional(v.pipe(v.string(PATH), v.regex(/^\/\S*$/, PATH))),
  },
  wordsFor,
);

/** How an app is built and started: `preview.yml` in the root of its repository. */
export type PreviewFile = v.InferOutput<typeof PreviewFile>;

/** @throws FailureError that says what to write, or at which line the fault is */
export async function readPreviewFile(folder: string): Promise<PreviewFile> {
  const text = await readFile(join(folder, 'preview.yml'), 'utf8').catch(() => {
    throw failure('preview-file-missing', 'The branch has no preview.yml in its root.');
  });
  const result = v.safeParse(PreviewFile, parseYaml(text));
  if (result.success) return result.output;
  const [issue] = result.issues;
  const at = v.getDotPath(issue) ?? 'it';
  throw failure('preview-file-invalid', `preview.yml is wrong: ${at} ${issue.message}.`);
}

function parseYaml(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    const [first = ''] = error instanceof YAMLParseError ? error.message.split('\n') : [];
    throw failure('preview-file-invalid', `preview.yml is not YAML: ${first.replace(/:$/, '.')}`);
  }
}

function failure(code: string, message: string): FailureError {
  const remedy =
    'Write `run: <command>`, and above it `build:` with a list of commands; then push.';
  return new FailureError({ code, message, remedy, mends: 'person' } satisfies Failure);
}

/** What is wrong with the file as a whole, or with a name in it. */
function wordsFor({ expected }: v.StrictObjectIssue): string {
  if (expected === 'never') return 'is no word of this file';
  return expected === 'Object' ? 'has to say what to run' : 'is missing';
}
