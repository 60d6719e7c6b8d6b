import type { Delta, Resources } from './records';

/** A file of infrastructure: what it is called, and its text. */
export interface SourceFile {
  path: string;
  text: string;
}

/** A plan of files that cannot be read; its message is what a person reads in the log. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

const OPEN = /^resource\s+"([\w-]+)"\s+"([\w-]+)"\s*\{$/;
const ATTRIBUTE = /^([\w-]+)\s*=\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false)$/;

/**
 * The resources that files of HCL declare, each with its attributes. Only plain resource blocks are understood;
 * anything else is an error with its line, as a wrong file is.
 */
export function evaluate(files: SourceFile[]): Resources {
  const resources: Resources = {};
  for (const { path, text } of files) {
    let address: string | undefined;
    let attributes: string[] = [];
    text.split('\n').forEach((raw, index) => {
      const line = raw.replace(/^\s*(?:#|\/\/).*$/, '').trim();
      const wrong = (why: string) =>
        new PlanError(`${why}\n\n  on ${path} line ${index + 1}:\n  ${raw.trim()}`);
      if (line === '') return;
      const [, type, name] = OPEN.exec(line) ?? [];
      if (address === undefined) {
        if (!type || !name) throw wrong('Error: Unsupported block type');
        address = `${type}.${name}`;
        attributes = [];
        if (address in resources) throw wrong(`Error: Duplicate resource "${address}"`);
      } else if (line === '}') {
        resources[address] = attributes.sort().join('\n');
        address = undefined;
      } else {
        if (!ATTRIBUTE.test(line)) throw wrong('Error: Invalid expression');
        attributes.push(line.replace(/\s*=\s*/, ' = '));
      }
    });
    if (address !== undefined)
      throw new PlanError(`Error: Unclosed block ${address}\n\n  on ${path}`);
  }
  return resources;
}

/** What it takes to get from one to the other, with the words that a plan has for it. */
export function compare(applied: Resources, wanted: Resources): { delta: Delta; words: string } {
  const lines: string[] = [];
  const delta: Delta = { addCount: 0, changeCount: 0, deleteCount: 0 };
  for (const address of [...new Set([...Object.keys(applied), ...Object.keys(wanted)])].sort()) {
    const [was, is] = [applied[address], wanted[address]];
    if (was === is) continue;
    if (was === undefined) delta.addCount += 1;
    else if (is === undefined) delta.deleteCount += 1;
    else delta.changeCount += 1;
    const verb =
      was === undefined ? 'created' : is === undefined ? 'destroyed' : 'updated in-place';
    lines.push(`  # ${address} will be ${verb}`);
    if (is !== undefined) lines.push(...is.split('\n').map((one) => `      ${one}`));
  }
  const { addCount, changeCount, deleteCount } = delta;
  const sum = `Plan: ${addCount} to add, ${changeCount} to change, ${deleteCount} to destroy.`;
  return { delta, words: [...lines, lines.length > 0 ? sum : 'No changes.', ''].join('\n') };
}
