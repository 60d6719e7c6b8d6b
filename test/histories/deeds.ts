import { previewId, type PreviewKey, type RepositoryKey } from '../../src/domain/preview-key';

/** What people did that the app cannot know at once, or by which its doing is judged. */
export interface Deeds {
  /** Somebody deleted or stopped something in the environment of a preview by hand. */
  noteHand(workspace: number): void;
  /** Somebody is about to approve this commit of a fork: from now on it may run. */
  noteApproval(key: PreviewKey, commit: string): void;
  /** The app said that it is approved. */
  noteApproved(key: PreviewKey, commit: string): void;
  /** A repository is about to be deleted. */
  noteDeletion(repository: RepositoryKey): void;
  /** The app never acts upon what Bitbucket said about this repository's deletion. */
  noteUnheard(repository: RepositoryKey): void;
}

/** The approvals and deletions so far. */
export interface DeedLog extends Omit<Deeds, 'noteHand'> {
  mayRun(key: PreviewKey, commit: string): boolean;
  /** When the app said that this commit is approved. */
  approvedAt(key: PreviewKey, commit: string): number | undefined;
  isUnheard(repository: RepositoryKey): boolean;
}

/** With nothing done yet. */
export function createDeedLog(now: () => number): DeedLog {
  const approvals = new Set<string>();
  const approved = new Map<string, number>();
  const deleted = new Set<string>();
  const unheard = new Set<string>();
  const nameOf = (key: PreviewKey, commit: string) => `${previewId(key)} ${commit}`;
  return {
    noteApproval: (key, commit) => void approvals.add(nameOf(key, commit)),
    noteApproved: (key, commit) => void approved.set(nameOf(key, commit), now()),
    noteDeletion: ({ repositoryId }) => void deleted.add(repositoryId),
    noteUnheard: ({ repositoryId }) =>
      void (deleted.has(repositoryId) && unheard.add(repositoryId)),
    mayRun: (key, commit) => approvals.has(nameOf(key, commit)),
    approvedAt: (key, commit) => approved.get(nameOf(key, commit)),
    isUnheard: ({ repositoryId }) => unheard.has(repositoryId),
  };
}
