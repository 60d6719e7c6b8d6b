import type { OptionsKind } from './provider-kind';
import type { RepositorySettings, Variable } from './settings';

/** What a save changed. */
export interface SettingsChange {
  /** In words for the person who saved. Empty when nothing changed. */
  words: string[];
  /** Whether previews that run have to be deployed anew. */
  redeploys: boolean;
}

/** What a save changed; `replacedSecrets` are names of secret variables whose value was typed anew. */
export function changeOf(
  before: RepositorySettings,
  after: RepositorySettings,
  kind: OptionsKind,
  replacedSecrets: string[],
): SettingsChange {
  const was = before.options;
  const is = after.options;
  const variables = variableWords(was?.variables ?? [], is?.variables ?? [], replacedSecrets);
  const words = [
    before.enabled === after.enabled
      ? undefined
      : `Previews are now ${after.enabled ? 'on' : 'off'} for this repository.`,
    ...(is ? kind.describe(was?.provider, is.provider) : []),
    variables,
  ];
  const isOther = is && (!was || kind.effect(was.provider, is.provider) !== 'none');
  return {
    words: words.filter((line) => line !== undefined),
    redeploys: Boolean(isOther) || variables !== undefined,
  };
}

/** So many changed env vars are named; more would fill the page. */
const NAMED = 10;

function variableWords(
  before: Variable[],
  after: Variable[],
  replacedSecrets: string[],
): string | undefined {
  const was = new Map(before.map((variable) => [variable.name, variable]));
  const is = new Map(after.map((variable) => [variable.name, variable]));
  const changes = [
    ...[...is.keys()].filter((name) => !was.has(name)).map((name) => `${name} added`),
    ...[...is]
      .filter(([name, variable]) => {
        const earlier = was.get(name);
        return earlier && (!isSame(earlier, variable) || replacedSecrets.includes(name));
      })
      .map(([name]) => `${name} changed`),
    ...[...was.keys()].filter((name) => !is.has(name)).map((name) => `${name} removed`),
  ];
  if (changes.length === 0) return undefined;
  const more = changes.length > NAMED ? `, and ${changes.length - NAMED} more` : '';
  return `Env vars: ${changes.slice(0, NAMED).join(', ')}${more}.`;
}

function isSame(one: Variable, other: Variable): boolean {
  if (one.secret || other.secret) return one.secret === other.secret;
  return one.value === other.value && one.forks === other.forks;
}
