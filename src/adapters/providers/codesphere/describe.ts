import type { ProviderOptions } from '../../../domain/provider';
import { optionsOf, STAGES, type CodesphereOptions } from './options';

/** What a change of the options is, in sentences; empty when nothing changed. */
export function describe(before: ProviderOptions | undefined, after: ProviderOptions): string[] {
  const was = before && optionsOf(before);
  const is = optionsOf(after);
  return [
    changed(
      'Team',
      was && named(was.teamName, was.teamId, is.teamName),
      named(is.teamName, is.teamId, was?.teamName),
    ),
    changed(
      'Plan',
      was && named(was.planTitle, was.planId, is.planTitle),
      named(is.planTitle, is.planId, was?.planTitle),
    ),
    changed('CI profile', was && (was.profile || 'default'), is.profile || 'default'),
    changed('Stages', was && stageWords(was), stageWords(is)),
    was || is.stages.test
      ? changed('A failing test stage', was && testWords(was), testWords(is))
      : undefined,
    changed('Visibility', was?.visibility, is.visibility),
  ].filter((line) => line !== undefined);
}

/** What a deployment uses of the options: neither names nor what a stage that does not run would do. */
export function uses(options: ProviderOptions): unknown {
  const { planId, profile, stages, stopOnTestFailure, visibility } = optionsOf(options);
  const chosen = STAGES.map((stage) => stages[stage]);
  return [planId, profile, chosen, stages.test && stopOnTestFailure, visibility];
}

function changed(what: string, was: string | undefined, is: string): string | undefined {
  if (was === is) return undefined;
  return was === undefined ? `${what}: ${is}.` : `${what}: ${is} instead of ${was}.`;
}

/** A name; with its id when the other one is called the same. */
function named(name: string, id: string, other: string | undefined): string {
  return name === other ? `${name} (${id})` : name;
}

function stageWords({ stages }: CodesphereOptions): string {
  return STAGES.filter((stage) => stages[stage]).join(', ');
}

function testWords({ stopOnTestFailure }: CodesphereOptions): string {
  return stopOnTestFailure ? 'stops the preview' : 'does not stop the preview';
}
