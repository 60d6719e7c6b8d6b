import * as v from 'valibot';
import { defined } from './defined';
import { NamedPlace } from './provider';

/** Part of a key of the secret store. */
export const SecretId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));

/** A provider's account as it was when its credentials were last checked. They lie in the secret store. */
const Account = {
  /** The id of its kind. */
  provider: v.string(),
  places: v.array(NamedPlace),
  /** Milliseconds since the epoch. */
  setAt: v.number(),
  /** Atlassian account id of the admin who set it. */
  setBy: v.string(),
};

/** The connection of a repository: its own, or a copy of one of the workspace. */
export const Connection = v.object({
  /** What its credentials are found by: the repository's id where they are its own. */
  id: SecretId,
  ...Account,
  /** It is the workspace's, which calls it so. */
  shared: v.exactOptional(
    v.object({
      title: v.string(),
      /** So many previews may run over it at once; undefined for any number. */
      most: v.exactOptional(v.number()),
    }),
  ),
});
export type Connection = v.InferOutput<typeof Connection>;

/** A connection of the workspace, for all of its repositories. */
export const WorkspaceConnection = v.object({
  version: v.literal(1),
  id: SecretId,
  /** Counts every write. */
  revision: v.number(),
  /** What people tell it from others by. */
  title: v.string(),
  /** So many previews may run over it at once; undefined for any number. */
  most: v.exactOptional(v.number()),
  ...Account,
});
export type WorkspaceConnection = v.InferOutput<typeof WorkspaceConnection>;

/** The copy that the settings of a repository keep of it. */
export function sharedConnection({
  id,
  title,
  most,
  provider,
  places,
  setAt,
  setBy,
}: WorkspaceConnection): Connection {
  const shared = { title, ...defined({ most }) };
  return { id, provider, places, setAt, setBy, shared };
}

const LONGEST_TITLE = 60;

/** What is wrong with the name of a connection; undefined when nothing is. */
export function titleProblem(title: string, others: { title: string }[]): string | undefined {
  if (title === '') return 'Give it a name, so that others know what it is for.';
  if (title.length > LONGEST_TITLE) return `A name has at most ${LONGEST_TITLE} characters.`;
  return others.some((one) => one.title.toLowerCase() === title.toLowerCase())
    ? `There is a connection called ${title} already. Choose another name.`
    : undefined;
}
