import type { FieldError, FieldValues } from './field';
import type { Layer, RulesAbove } from './layer';
import { isLocked } from './layer';
import { parseOwnRules } from './parse-rules';
import { RULE_NAMES, RULES } from './rule-fields';

const LONGEST_REASON = 200;

/** What was entered for a layer. */
export interface LayerForm {
  values: FieldValues;
  /** Why nobody below may set a rule, by the name of its field. */
  locks: Readonly<Record<string, string>>;
}

/** The layer that was entered, or what is wrong with it, each at its field; of a reason at `<field>.lock`. */
export function parseLayer(
  { values, locks }: LayerForm,
  before: Layer | undefined,
  above: RulesAbove,
): Pick<Layer, 'rules' | 'locks'> | { errors: FieldError[] } {
  const parsed = parseOwnRules(values, above, before?.rules);
  const locked = RULES.filter((name) => Object.hasOwn(locks, RULE_NAMES[name]));
  const reasons = locked
    .filter((name) => !isLocked(above, name))
    .map((name) => [name, (locks[RULE_NAMES[name]] ?? '').trim()] as const);
  const errors = [
    ...('errors' in parsed ? parsed.errors : []),
    ...reasons.flatMap(([name, reason]) => reasonErrors(`${RULE_NAMES[name]}.lock`, reason)),
  ];
  if ('errors' in parsed || errors.length > 0) return { errors };
  const kept = Object.entries(before?.locks ?? {}).filter(([name]) =>
    RULES.some((rule) => rule === name && isLocked(above, rule)),
  );
  return { rules: parsed.own, locks: Object.fromEntries([...kept, ...reasons]) };
}

function reasonErrors(field: string, reason: string): FieldError[] {
  if (reason === '') {
    return [{ field, message: 'Say why, so that admins of repositories know.' }];
  }
  if (reason.length <= LONGEST_REASON) return [];
  return [{ field, message: `A reason has at most ${LONGEST_REASON} characters.` }];
}
