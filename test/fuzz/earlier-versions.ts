import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Preview } from '../../src/domain/preview';
import type { RepositorySettings } from '../../src/domain/settings';

/** As earlier versions of the app wrote them, in real deployments, before a field or a state came. */
interface Written {
  previews: Record<string, Preview>;
  settings: Record<string, RepositorySettings>;
}

/** The versions whose records there are. */
export const VERSIONS = ['before-forks', 'before-turns'];
/** What one of them wrote, by the state of the preview or the form of the settings. */
export const readWritten = (version: string) =>
  JSON.parse(
    readFileSync(join(__dirname, `../fixtures/records/${version}.json`), 'utf8'),
  ) as Written;

/** Written just now: all times moved alike, the last one to longer ago than any check may be late. */
export function recent<Stored>(stored: Stored): Stored {
  const text = JSON.stringify(stored);
  const times = (text.match(/\b\d{13}\b/g) ?? []).map(Number);
  const move = Date.now() - 120_000 - Math.max(...times);
  return JSON.parse(text.replace(/\b\d{13}\b/g, (time) => String(Number(time) + move))) as Stored;
}
