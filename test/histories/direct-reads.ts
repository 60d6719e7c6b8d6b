import { previewOfPullRequest, previewId, type PreviewKey } from '../../src/domain/preview-key';
import { repositoryOfPath } from './repository-of-path';

/** What Bitbucket answered when the app asked for a pull request itself. */
export interface DirectReads {
  note(call: { method: string; path: string }, response: Response): Promise<void>;
  /** Whether it ever answered that the pull request is in this state, as Bitbucket names it. */
  said(key: PreviewKey, state: string): boolean;
}

/** With nothing read yet. */
export function createDirectReads(): DirectReads {
  const states = new Map<string, Set<string>>();
  return {
    async note({ method, path }, response) {
      const { repository, rest = '' } = repositoryOfPath(path) ?? {};
      const [, id] = /^\/pullrequests\/(\d+)(?:\?|$)/.exec(rest) ?? [];
      if (method !== 'GET' || !repository || !id || !response.ok) return;
      const { state } = (await response.clone().json()) as { state: string };
      const of = previewId(previewOfPullRequest(repository, Number(id)));
      states.set(of, (states.get(of) ?? new Set()).add(state));
    },
    said: (key, state) => states.get(previewId(key))?.has(state) ?? false,
  };
}
