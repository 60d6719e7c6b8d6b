import { defined } from './defined';
import type { ProviderDescription, StarterFile } from './provider-kind';
import type { ProviderOptions } from './provider';

/** A file or folder in the root of a repository. */
export interface RootEntry {
  /** A folder ends with a slash. */
  path: string;
  /** In bytes; 0 for a folder. */
  size: number;
}

/** What the settings page has to know of a repository. */
export interface RepositoryFacts {
  isPrivate: boolean;
  /** Its page at Bitbucket. */
  pageUrl: string;
  /** The id of its project; undefined when Bitbucket names none. */
  project?: string;
  /** Its main branch with what lies in its root; undefined while nothing was pushed. */
  main?: { branch: string; commit: string; root: RootEntry[] };
  /** Texts of files in the root, by path: those that `filesToJudge` named and that are there. */
  texts?: Readonly<Record<string, string | undefined>>;
}

/** The same, as the settings page shows it. */
export interface ShownStarter extends StarterFile {
  /** The id of the provider that it is for. */
  provider: string;
  /** The main branch has the file, with something in it. */
  isThere: boolean;
  /** What keeps the provider from using it, as a clause. */
  problem?: string;
  /** The main branch; undefined while nothing was pushed. */
  branch?: string;
  /** Bitbucket's editor, with the file open or about to be made. */
  editorUrl: string;
}

/** A file that is larger is not judged. */
const LARGEST_FILE = 64 * 1024;

/** Paths of the files that are there for these providers and whose text tells whether they can be used. */
export function filesToJudge(
  kinds: ProviderDescription[],
  { main }: RepositoryFacts,
  saved: ProviderOptions | undefined,
): string[] {
  const root = main?.root ?? [];
  const names = root.map(({ path }) => path);
  const paths = kinds.flatMap(({ starter, problemOfFile }) =>
    starter && problemOfFile ? [starter(names, saved).path] : [],
  );
  const fits = ({ path, size }: RootEntry) =>
    paths.includes(path) && size > 0 && size <= LARGEST_FILE;
  return root.filter(fits).map(({ path }) => path);
}

/** What each of these providers needs in the repository to run it. */
export function showStarters(
  kinds: ProviderDescription[],
  { main, pageUrl, texts }: RepositoryFacts,
  saved: ProviderOptions | undefined,
): ShownStarter[] {
  const names = (main?.root ?? []).map(({ path }) => path);
  return kinds.flatMap(({ id, starter, problemOfFile }) => {
    if (!starter) return [];
    const file = starter(names, saved);
    const found = main?.root.find(({ path }) => path === file.path);
    // Of what lies in a folder only the folder is known.
    const folder = names.some((path) => path.endsWith('/') && file.path.startsWith(path));
    const text = texts?.[file.path];
    return [
      {
        ...file,
        provider: id,
        isThere: folder || (found !== undefined && found.size > 0),
        ...defined({ problem: text === undefined ? undefined : problemOfFile?.(text) }),
        ...(main ? { branch: main.branch } : {}),
        editorUrl: editorUrl(pageUrl, main, file.path, found !== undefined),
      },
    ];
  });
}

/**
 * The pages that Bitbucket's own "Add file" and "Edit" lead to, which its documents do not name. A branch
 * may have a slash, so the path has the commit and the branch follows.
 */
function editorUrl(
  pageUrl: string,
  main: RepositoryFacts['main'],
  path: string,
  exists: boolean,
): string {
  if (!main) return `${pageUrl}/create-file`;
  const at = `${main.commit}/${path}`;
  const branch = encodeURIComponent(main.branch);
  if (exists) return `${pageUrl}/src/${at}?mode=edit&spa=0&at=${branch}`;
  return `${pageUrl}/create-file/${at}?at=${branch}`;
}
