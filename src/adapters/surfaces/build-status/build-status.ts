import {
  BUILD_STATUS,
  statusMessages,
  type StatusContent,
} from '../../../domain/announce/status-messages';
import type { Message } from '../../../domain/announce/outbox';
import { shorten } from '../../../domain/clean-text';
import { MAIN_TARGET, subjectTag, type PreviewKey } from '../../../domain/preview-key';
import type { Bitbucket } from '../../../ports/bitbucket';
import type { Surface } from '../../../ports/surface';

/** Build statuses on the commits of a pull request. */
export function createBuildStatus(bitbucket: Pick<Bitbucket, 'setBuildStatus'>): Surface {
  return {
    id: BUILD_STATUS,
    messages: statusMessages,
    async say(key, { address: commit, content }: Message<StatusContent>) {
      const status = { ...content, key: statusKey(key), name: statusName(key) };
      await bitbucket.setBuildStatus(key, commit, status);
      return undefined;
    },
  };
}

/** The key of the build status: one for each preview, since two may share a commit. */
export function statusKey({ subject, target }: PreviewKey): string {
  const key = `preview-${subjectTag(subject)}`;
  return target === MAIN_TARGET ? key : `${key}-${target}`;
}

const LONGEST_NAME = 200;

/** Says whose it is: Bitbucket shows each pull request of a branch all statuses of its commit. */
function statusName({ subject }: PreviewKey): string {
  const name = subject.kind === 'pull-request' ? `#${subject.id}` : subject.name;
  return shorten(`Preview of ${name}`, LONGEST_NAME);
}
