import * as v from 'valibot';

/** What a comment can say after `/preview`, and what that does. */
export const COMMANDS = {
  deploy: 'makes the preview, or deploys what is newer than what it runs',
  redeploy: 'deploys the newest commit once more',
  stop: 'cancels the deployment that is under way',
  sleep: 'is understood, but previews cannot be put to sleep yet',
  wake: 'is understood, but previews do not sleep yet',
  delete: 'deletes the preview; the next push or a redeploy brings a new one',
  extend: 'gives the preview more time, as in `extend 3d` or `extend 12h`',
  keep: 'keeps the preview until the pull request is closed',
  approve: 'says how the newest commit of a fork is approved, which takes one click in the card',
  status: 'says how the preview stands',
  help: 'lists these commands',
} as const;

/** One of them. */
export const CommandName = v.picklist(Object.keys(COMMANDS) as (keyof typeof COMMANDS)[]);
export type CommandName = v.InferOutput<typeof CommandName>;

/** What the first line of a comment asks for. */
export type ParsedCommand =
  | { type: 'command'; name: CommandName; forMs?: number }
  /** It was meant as one. `said` is what stood there, cut; `meant` what is spelled like it. */
  | { type: 'mistyped'; said: string; meant?: CommandName };
