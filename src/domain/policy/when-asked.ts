import { removeFor, type Policy } from './policy';

/** Where the rules say so, a preview starts once somebody asks for it. */
export const whenAsked: Policy = {
  id: 'when-asked',
  phase: 'wish',
  of: 'pull-request',
  judge: ({ settings }) =>
    settings?.rules?.begins === 'when-asked' ? removeFor({ why: 'unasked' }) : undefined,
};
