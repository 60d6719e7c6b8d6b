import { FailureError, permanent } from '../../../domain/failure';
import type { Report } from '../../../domain/report';
import { REVIEW } from './documents';
import type { SpaceliftRequest } from './request';
import type { StackRun } from './runs';

/** What a person decides of plans that wait for an approval. */
const DECISIONS = { approve: 'APPROVE', reject: 'REJECT' } as const;

/** The decisions about just these runs: what is planned anew meanwhile, nobody has seen. */
export function reviewActs(waiting: StackRun[]): NonNullable<Report['acts']> {
  const runs = waiting.map(({ stack, run }) => `${stack}/${run?.id}`).join(' ');
  const what = waiting.length > 1 ? 'plans' : 'plan';
  return [
    { id: `approve ${runs}`, label: `Approve ${what}` },
    { id: `reject ${runs}`, label: `Reject ${what}` },
  ];
}

/** Gives the reviews of an act that `reviewActs` made. */
export async function reviewRuns(request: SpaceliftRequest, act: string): Promise<void> {
  const [name = '', ...runs] = act.split(' ');
  if (name !== 'approve' && name !== 'reject') throw new FailureError(UNKNOWN);
  for (const one of runs) {
    const [stack, run] = one.split('/');
    const variables = { stack, run, decision: DECISIONS[name] };
    await request.write({ purpose: `${name} the plan`, query: REVIEW, variables, changes: true });
  }
}

const UNKNOWN = permanent(
  'internal',
  'Spacelift has no such decision.',
  'Decide it in Spacelift: the card was made by another version of the app.',
);
