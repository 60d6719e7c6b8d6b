import { withOwn, type Layer, type RulesAbove } from './layer';
import { describeRules, RULE_NAMES, ruleFields, RULES } from './rule-fields';

/** What the change of a layer is, in sentences; empty when nothing changed. */
export function describeLayer(
  above: RulesAbove,
  was: Layer | undefined,
  is: Pick<Layer, 'rules' | 'locks'>,
): string[] {
  return [
    ...describeRules(withOwn(above, was?.rules), withOwn(above, is.rules)),
    ...describeLocks(was?.locks ?? {}, is.locks),
  ];
}

function describeLocks(was: Layer['locks'], is: Layer['locks']): string[] {
  const labels = new Map(ruleFields().map(({ name, label }) => [name, label]));
  return RULES.flatMap((name) => {
    if (was[name] === is[name]) return [];
    const label = labels.get(RULE_NAMES[name]) ?? name;
    return is[name] === undefined
      ? [`${label}: can be set below again.`]
      : [`${label}: the same for all.`];
  });
}
