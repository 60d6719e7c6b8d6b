import type { PullRequest } from '../../local/bitbucket/records';
import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import type { Preview } from '../../src/domain/preview';
import type { PreviewKey } from '../../src/domain/preview-key';
import type { RepositorySettings } from '../../src/domain/settings';

/** All that can be seen of one pull request and what runs for it. */
export interface Seen {
  key: PreviewKey;
  pullRequest: PullRequest;
  settings: RepositorySettings | undefined;
  preview: Preview | undefined;
  environments: WorkspaceRecord[];
  /** The source branch is gone, so that nothing can be fetched any more. */
  branchGone: boolean;
  fork: boolean;
  /** It waits for room below a limit that leaves none. */
  isFull: boolean;
}
