/** Says whether a trigger is to be invoked for this event. */
export type EventFilter = (event: unknown) => boolean;

/** What a filter is given beside its expression; `RECEIVE_AND_LOG` lets an event through on an error. */
export type OnFilterError = 'IGNORE_AND_LOG' | 'RECEIVE_AND_LOG';

const COMPARISON =
  /^event((?:\??\.[A-Za-z_]\w*)+)\s*(==|!=)\s*(true|false|null|-?\d+(?:\.\d+)?|'[^']*'|"[^"]*")$/;

/** A property that the event lacks, reached by `.`. */
class MissingProperty extends Error {}

/**
 * Parses `filter.expression` of a trigger. Understood is what apps on Bitbucket use of Jira
 * expressions: comparisons of the event's properties with literals by `==` and `!=`, joined by
 * `&&`. A property that is missing is `null` behind `?.`; behind `.` it is an error, and what then
 * becomes of the event is `onError`, which drops it when the manifest does not say (Forge
 * documentation).
 *
 * @throws Error when the expression holds anything else: an ignored filter would let events through
 * that production keeps back.
 */
export function parseEventFilter(
  expression: string,
  onError: OnFilterError = 'IGNORE_AND_LOG',
): EventFilter {
  const comparisons = expression
    .split('&&')
    .map((part) => parseComparison(part.trim(), expression));
  return (event) => {
    try {
      return comparisons.every((matches) => matches(event));
    } catch (error) {
      if (error instanceof MissingProperty) return onError === 'RECEIVE_AND_LOG';
      throw error;
    }
  };
}

function parseComparison(text: string, expression: string): EventFilter {
  const [, path, operator, literal] = COMPARISON.exec(text) ?? [];
  if (path === undefined || literal === undefined) {
    throw new Error(
      `The filter expression "${expression}" is not understood by the local platform: write comparisons such as "event?.selfGenerated != true", joined by "&&".`,
    );
  }
  const properties = path.match(/\??\.\w+/g) ?? [];
  const expected = parseLiteral(literal);
  return (event) => (readProperty(event, properties) === expected) === (operator === '==');
}

function parseLiteral(text: string): unknown {
  return text.startsWith("'") ? text.slice(1, -1) : JSON.parse(text);
}

/** `properties` are written as in the expression: `.name` or `?.name`. */
function readProperty(event: unknown, properties: string[]): unknown {
  let value = event;
  for (const property of properties) {
    const name = property.replace(/^\??\./, '');
    const has = typeof value === 'object' && value !== null && name in value;
    if (!has && !property.startsWith('?')) throw new MissingProperty(name);
    value = has ? (value as Record<string, unknown>)[name] : null;
  }
  return value ?? null;
}
