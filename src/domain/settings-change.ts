import { describeRules } from './rule-fields';
import type { OptionsKind } from './provider-kind';
import type { RepositorySettings, Variable } from './settings';

/** What a save changed, in words for the person who saved. Empty when nothing changed. */
export function describeChange(
  before: RepositorySettings,
  after: RepositorySettings,
  kind: OptionsKind,
): string[] {
  const was = before.options;
  const is = after.options;
  return [
    before.enabled === after.enabled
      ? undefined
      : `Previews are now ${after.enabled ? 'on' : 'off'} for this repository.`,
    ...(is ? kind.describe(was?.provider, is.provider) : []),
    ...describeRules(before.rules, after.rules),
    variableWords(was?.variables ?? [], is?.variables ?? []),
  ].filter((line) => line !== undefined);
}

/** So many changed env vars are named; more would fill the page. */
const NAMED = 10;

function variableWords(before: Variable[], after: Variable[]): string | undefined {
  const was = new Map(before.map((variable) => [variable.name, variable]));
  const is = new Map(after.map((variable) => [variable.name, variable]));
  const changes = [
    ...[...is.keys()].filter((name) => !was.has(name)).map((name) => `${name} added`),
    ...[...is]
      .filter(([name, variable]) => {
        const earlier = was.get(name);
        return earlier && !isSame(earlier, variable);
      })
      .map(([name]) => `${name} changed`),
    ...[...was.keys()].filter((name) => !is.has(name)).map((name) => `${name} removed`),
  ];
  if (changes.length === 0) return undefined;
  const more = changes.length > NAMED ? `, and ${changes.length - NAMED} more` : '';
  return `Env vars: ${changes.slice(0, NAMED).join(', ')}${more}.`;
}

function isSame(one: Variable, other: Variable): boolean {
  const isForForks = (variable: Variable) => !variable.secret && variable.forks === true;
  return one.version === other.version && isForForks(one) === isForForks(other);
}
