/** A repository as the local Bitbucket knows it. */
interface Named {
  /** With braces. */
  uuid: string;
  /** `demo/shop` is `demo` and `shop`. */
  workspace: string;
  slug: string;
}

/** A repository's uuid and, in a preview's id, the pull request after it. */
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?::pr-(\d+))?/g;

/**
 * Says of which repository and pull request a line of the app's log speaks, `demo/shop #1`, where the
 * app knows ids only. Names of repositories that were deleted since the start are remembered.
 */
export function createPreviewNames(repositories: () => Named[]): (line: string) => string {
  const names = new Map<string, string>();
  return (line) => {
    for (const { uuid, workspace, slug } of repositories()) {
      names.set(uuid.slice(1, -1), `${workspace}/${slug}`);
    }
    return line.replace(ID, (id: string, pullRequest: string | undefined) => {
      const name = names.get(id.slice(0, 36));
      if (name === undefined) return id;
      return pullRequest === undefined ? name : `${name} #${pullRequest}`;
    });
  };
}
