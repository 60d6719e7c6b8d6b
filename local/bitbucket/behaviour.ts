import * as v from 'valibot';

/** How the stand-in behaves where nobody knows what the real one does. */
export const Behaviour = v.strictObject({
  /** Whether an app is told what people may do in a repository, as an admin of it would be. */
  tellsPermissions: v.boolean(),
});
export type Behaviour = v.InferOutput<typeof Behaviour>;

/** A Bitbucket that says all that its documents leave open. */
export function normalBehaviour(): Behaviour {
  return { tellsPermissions: true };
}
