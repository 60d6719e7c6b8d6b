import type { Preview } from '../../src/domain/preview';
import { previewId } from '../../src/domain/preview-key';
import type { RepositorySettings } from '../../src/domain/settings';
import type { StoredLog } from './delete-proof';

/** What the app stores, as it was written. */
export interface WrittenLog extends StoredLog {
  notePreview(preview: Preview): void;
  noteSettings: (settings: RepositorySettings) => void;
  /** The records that say ready. */
  ready(): Preview[];
  /** All records. */
  all(): Preview[];
  /** Repositories of which more than `most` deployments are under way. */
  crowded(most: number): string[];
}

/** With nothing stored yet. */
export function createStoredLog(now: () => number): WrittenLog {
  const previews = new Map<string, Preview>();
  const settingsLog: { at: number; settings: RepositorySettings }[] = [];
  const asked = new Set<string>();
  return {
    record: (key) => previews.get(previewId(key)),
    settings: ({ repositoryId }) =>
      settingsLog.filter(({ settings }) => settings.repository.repositoryId === repositoryId),
    askedToDelete: (key) => asked.has(previewId(key)),
    notePreview(preview) {
      previews.set(previewId(preview.key), preview);
      const isInComment = preview.commands?.some(
        ({ name, answer }) => name === 'delete' && answer?.type === 'follows',
      );
      if (preview.request?.type === 'delete' || isInComment) asked.add(previewId(preview.key));
    },
    noteSettings: (settings) => void settingsLog.push({ at: now(), settings }),
    all: () => [...previews.values()],
    ready: () => [...previews.values()].filter(({ state }) => state.type === 'ready'),
    crowded(most) {
      const under = new Map<string, number>();
      for (const { key, state } of previews.values()) {
        if (state.type !== 'creating' && state.type !== 'deploying') continue;
        under.set(key.repositoryId, (under.get(key.repositoryId) ?? 0) + 1);
      }
      return [...under].flatMap(([repository, count]) =>
        count > most ? [`${count} deployments of ${repository} are under way`] : [],
      );
    },
  };
}
