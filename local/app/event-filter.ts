/** Says whether a trigger is to be invoked for this event. */
export type EventFilter = (event: unknown) => boolean;

const COMPARISON =
  /^event((?:\??\.[A-Za-z_]\w*)+)\s*(==|!=)\s*(true|false|null|-?\d+(?:\.\d+)?|'[^']*'|"[^"]*")$/;

/**
 * Parses `filter.expression` of a trigger. Understood is what apps on Bitbucket use of Jira
 * expressions: comparisons of the event's properties with literals by `==` and `!=`, joined by
 * `&&`. A missing property is `null`, as in Jira expressions.
 *
 * @throws Error when the expression holds anything else: an ignored filter would let events through
 * that production keeps back.
 */
export function parseEventFilter(expression: string): EventFilter {
  const comparisons = expression
    .split('&&')
    .map((part) => parseComparison(part.trim(), expression));
  return (event) => comparisons.every((matches) => matches(event));
}

function parseComparison(text: string, expression: string): EventFilter {
  const [, path, operator, literal] = COMPARISON.exec(text) ?? [];
  if (path === undefined || literal === undefined) {
    throw new Error(
      `The filter expression "${expression}" is not understood by the local platform: write comparisons such as "event.selfGenerated != true", joined by "&&".`,
    );
  }
  const properties = path.replaceAll('?', '').split('.').slice(1);
  const expected = parseLiteral(literal);
  return (event) => (readProperty(event, properties) === expected) === (operator === '==');
}

function parseLiteral(text: string): unknown {
  return text.startsWith("'") ? text.slice(1, -1) : JSON.parse(text);
}

function readProperty(event: unknown, properties: string[]): unknown {
  let value = event;
  for (const property of properties) {
    if (typeof value !== 'object' || value === null) return null;
    value = (value as Record<string, unknown>)[property];
  }
  return value ?? null;
}
