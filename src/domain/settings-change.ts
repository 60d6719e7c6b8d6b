import type { PreviewOptions, RepositorySettings, Variable } from './settings';

/** What a save changed, in words for the person who saved. Empty when it changed nothing. */
export function describeChanges(
  before: RepositorySettings,
  after: RepositorySettings,
  /** Names of secret variables whose value was typed anew. */
  replacedSecrets: string[],
): string[] {
  const switched =
    before.enabled === after.enabled
      ? []
      : [`Previews are now ${after.enabled ? 'on' : 'off'} for this repository.`];
  return [
    ...switched,
    ...(after.options ? describeOptions(before.options, after.options, replacedSecrets) : []),
  ];
}

/**
 * What a save changed about how previews are deployed, in words. Unless it is empty, previews that
 * run are deployed anew.
 */
export function describeOptions(
  was: PreviewOptions | undefined,
  is: PreviewOptions,
  replacedSecrets: string[],
): string[] {
  return [
    changed(
      'Team',
      was && named(was.teamName, was.place, is.teamName),
      named(is.teamName, is.place, was?.teamName),
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
    variableWords(was?.variables ?? [], is.variables, replacedSecrets),
  ].filter((line) => line !== undefined);
}

function changed(what: string, was: string | undefined, is: string): string | undefined {
  if (was === is) return undefined;
  return was === undefined ? `${what}: ${is}.` : `${what}: ${is} instead of ${was}.`;
}

/** A name; with its id when the other one is called the same. */
function named(name: string, id: string, other: string | undefined): string {
  return name === other ? `${name} (${id})` : name;
}

function stageWords({ stages }: PreviewOptions): string {
  return (['prepare', 'test', 'run'] as const).filter((stage) => stages[stage]).join(', ');
}

function testWords({ stopOnTestFailure }: PreviewOptions): string {
  return stopOnTestFailure ? 'stops the preview' : 'does not stop the preview';
}

function variableWords(
  before: Variable[],
  after: Variable[],
  replacedSecrets: string[],
): string | undefined {
  const was = new Map(before.map((variable) => [variable.name, variable]));
  const is = new Map(after.map((variable) => [variable.name, variable]));
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => !isSame(was.get(name), is.get(name)) || replacedSecrets.includes(name),
  );
  return changed.length > 0 ? `Env vars: ${changed.length} changed.` : undefined;
}

function isSame(one: Variable | undefined, other: Variable | undefined): boolean {
  if (one?.secret || other?.secret) return one?.secret === other?.secret;
  return one?.value === other?.value && one?.forks === other?.forks;
}
