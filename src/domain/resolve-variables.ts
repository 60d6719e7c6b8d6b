import { replacePlaceholders, type VariableContext } from './placeholders';
import type { EnvironmentVariable } from './provider';
import type { Variable } from './settings';

/**
 * The env vars of one deployment: placeholders replaced, secret values filled in. A secret variable
 * whose value is not stored is left out.
 */
export function resolveVariables(
  variables: Variable[],
  secretValues: Record<string, string>,
  context: VariableContext,
): EnvironmentVariable[] {
  return variables.flatMap((variable) => {
    const value = variable.secret ? ownValue(secretValues, variable.name) : variable.value;
    if (value === undefined) return [];
    const resolved = { name: variable.name, value: replacePlaceholders(value, context) };
    return [variable.secret ? { ...resolved, secret: true } : resolved];
  });
}

/** The variables that a preview gets. Code of a fork reads only what an admin allowed, and no secret one. */
export function variablesFor(variables: Variable[], { isFork }: { isFork: boolean }): Variable[] {
  return variables.filter((one) => !isFork || (!one.secret && one.forks === true));
}

/** The value stored under a name; a name that objects have by nature is not one. */
export function ownValue(values: Record<string, string>, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
