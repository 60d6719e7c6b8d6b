import { previewId, type PreviewKey } from '../../src/domain/preview-key';

/** What Bitbucket answered when the app asked for a pull request itself. */
export interface DirectReads {
  note(call: { method: string; path: string }, response: Response): Promise<void>;
  /** Whether it ever answered that the pull request is in this state, as Bitbucket names it. */
  said(key: PreviewKey, state: string): boolean;
}

const PULL_REQUEST = /^\/2\.0\/repositories\/([^/]+)\/([^/]+)\/pullrequests\/(\d+)(?:\?|$)/;

/** With nothing read yet. */
export function createDirectReads(): DirectReads {
  const states = new Map<string, Set<string>>();
  return {
    async note({ method, path }, response) {
      const [, workspace = '', repository = '', id] = PULL_REQUEST.exec(path) ?? [];
      if (method !== 'GET' || !id || !response.ok) return;
      const { state } = (await response.clone().json()) as { state: string };
      const key = { workspaceId: bare(workspace), repositoryId: bare(repository) };
      const of = previewId({ ...key, pullRequestId: Number(id) });
      states.set(of, (states.get(of) ?? new Set()).add(state));
    },
    said: (key, state) => states.get(previewId(key))?.has(state) ?? false,
  };
}

/** A UUID of a path without its braces. */
function bare(uuid: string): string {
  return decodeURIComponent(uuid).replace(/[{}]/g, '');
}
