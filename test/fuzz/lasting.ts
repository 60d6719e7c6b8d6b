import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import {
  parseStoredPreview,
  parseStoredSettings,
  type StoredRow,
} from '../../src/domain/stored-record';
import type { AppInProcess } from './app-in-process';

/** Whether the app can use what is stored in a row. */
export function isUsable([key, row]: [string, unknown]): boolean {
  const [entity, id = ''] = key.split('/');
  const { value } = row as { value: StoredRow };
  try {
    if (entity === 'preview') parseStoredPreview(value, id);
    else parseStoredSettings(value, id, { codesphere });
    return true;
  } catch (error) {
    // Only this clear failure counts as one.
    expect(error).toMatchObject({ failure: { code: 'record-unreadable', kind: 'permanent' } });
    return false;
  }
}

/** What must stay as it is whatever happens: which rows there are, damaged ones whole, and all secrets. */
export function lastingOf(app: AppInProcess): unknown {
  const rows = app.records();
  return structuredClone({
    keys: rows.map(([key]) => key),
    damaged: rows.filter((row) => !isUsable(row)),
    secrets: app.store.table('secret').entries(),
  });
}
