import { LineCounter, parse, parseDocument, visit, type Document } from 'yaml';
import { isRecord } from '../../../domain/is-record';

/** Stages of Codesphere's pipeline; other tools have jobs of these names. */
const STAGES = ['prepare', 'test', 'run'];

/** Keys that tell whose file it is. */
const OTHER_TOOLS: readonly [keys: readonly string[], tool: string][] = [
  [['on', 'jobs'], 'GitHub Actions'],
  [['pipelines'], 'Bitbucket Pipelines'],
  [['services'], 'Docker Compose'],
  [['trigger'], 'Azure Pipelines'],
  [['pool'], 'Azure Pipelines'],
  [['workflows', 'jobs'], 'CircleCI'],
  [['resources', 'jobs'], 'Concourse'],
  [['language'], 'Travis CI'],
  [['kind', 'steps'], 'Drone'],
  [['stages'], 'GitLab CI'],
];

const EMPTY = 'it is empty, or holds no keys such as run';

/** What keeps a file from being a pipeline of Codesphere's. */
interface CiFileProblem {
  /** A clause. */
  words: string;
  isAnotherTools: boolean;
}

/**
 * What keeps the text of a CI file from being a pipeline of Codesphere's; undefined when nothing does. Only
 * what cannot be one is named: what else Codesphere takes is for Codesphere to say.
 */
export function problemOfCiFile(text: string): CiFileProblem | undefined {
  const words = syntaxError(text);
  if (words) return { words, isAnotherTools: false };
  const file = parseCiFile(text);
  if (isRecord(file)) return isPipeline(file) ? undefined : ofAnotherTool(file);
  if (Array.isArray(file)) return ofAnotherTool({});
  const what = file === undefined ? 'an alias in it is not defined, or they are too many' : EMPTY;
  return { words: what, isAnotherTools: false };
}

function syntaxError(text: string): string | undefined {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, uniqueKeys: false, merge: true });
  const [error] = document.errors;
  if (!error) return undefined;
  if (error.code === 'MULTIPLE_DOCS') return 'it holds several documents, divided by ---';
  const words =
    error.code === 'BLOCK_AS_IMPLICIT_KEY'
      ? 'a text with a colon and a space in it needs quotes around it'
      : (error.message.split(' at line ')[0] ?? '');
  const { line, col } = lineCounter.linePos(openQuote(document, words) ?? error.pos[0]);
  return `line ${line}, column ${col}: ${words.replace(/closing (["'])quote/, 'closing quote $1')}`;
}

function ofAnotherTool(file: Record<string, unknown>): CiFileProblem {
  const looks = `it looks like a file of ${toolOf(file) ?? 'another tool'}`;
  const words = `${looks}, without schemaVersion and without steps below prepare, test or run`;
  return { words, isAnotherTools: true };
}

/** What the text of a CI file says, with its aliases filled in; undefined when that cannot be read. */
export function parseCiFile(text: string): unknown {
  try {
    return parse(text, { uniqueKeys: false, merge: true });
  } catch {
    return undefined;
  }
}

/** A quote that is not closed goes on to the end: where it begins is what helps. */
function openQuote(document: Document, words: string): number | undefined {
  if (!words.startsWith('Missing closing')) return undefined;
  let begin: number | undefined;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith('QUOTE')) begin = range?.[0];
    },
  });
  return begin;
}

function isPipeline(file: Record<string, unknown>): boolean {
  const stages = STAGES.filter((stage) => stage in file);
  return (
    'schemaVersion' in file || (stages.length > 0 && stages.every((one) => isStage(file[one])))
  );
}

/** Steps, or services that have theirs; or nothing at all. */
function isStage(stage: unknown): boolean {
  if (stage === null) return true;
  return isRecord(stage) && ('steps' in stage || Object.values(stage).every(isRecord));
}

function toolOf(file: Record<string, unknown>): string | undefined {
  const found = OTHER_TOOLS.find(([keys]) => keys.every((key) => key in file));
  if (found) return found[1];
  const hasScripts = Object.values(file).some((one) => isRecord(one) && 'script' in one);
  return hasScripts ? 'GitLab CI' : undefined;
}
