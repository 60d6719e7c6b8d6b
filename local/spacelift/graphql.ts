/** As much of GraphQL as calls of the API need: one operation, variables, arguments, selections. */

export interface Selection {
  name: string;
  arguments: Record<string, Argument>;
  fields: Selection[];
}

type Argument = { variable: string } | { value: unknown };

export interface Operation {
  type: 'query' | 'mutation';
  fields: Selection[];
}

/** A document or a field that the schema does not have. */
export class GraphqlError extends Error {
  override readonly name = 'GraphqlError';
}

/** An object of the schema: a field is a value, or a function of its arguments. */
export type Resolvers = Record<string, unknown>;

const TOKEN = /[\s,]*(?:([{}():!$[\]=]|\.\.\.)|("(?:[^"\\]|\\.)*")|([A-Za-z_]\w*)|(-?\d+))/y;

/** Reads a document; a `GraphqlError` for what is none. */
export function parseDocument(text: string): Operation {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const found = TOKEN.exec(text);
    if (!found) throw new GraphqlError('Syntax Error: unexpected character');
    tokens.push(found[1] ?? found[2] ?? found[3] ?? found[4] ?? '');
  }
  let at = 0;
  const peek = () => tokens[at];
  const take = () => tokens[at++] ?? '';
  function expect(token: string): void {
    const found = take();
    if (found !== token) throw new GraphqlError(`Syntax Error: expected ${token}, found ${found}`);
  }

  function selections(): Selection[] {
    expect('{');
    const found: Selection[] = [];
    while (peek() !== '}') {
      if (peek() === undefined) throw new GraphqlError('Syntax Error: unexpected end');
      found.push(selection());
    }
    expect('}');
    if (found.length === 0) throw new GraphqlError('Syntax Error: empty selection');
    return found;
  }

  function selection(): Selection {
    const name = take();
    const one: Selection = { name, arguments: {}, fields: [] };
    if (peek() === '(') {
      take();
      while (peek() !== ')') {
        const argument = take();
        expect(':');
        one.arguments[argument] = value();
      }
      take();
    }
    if (peek() === '{') one.fields = selections();
    return one;
  }

  function value(): Argument {
    const token = take();
    if (token === '$') return { variable: take() };
    if (token.startsWith('"')) return { value: JSON.parse(token) as unknown };
    return { value: /^-?\d/.test(token) ? Number(token) : token };
  }

  const type = peek() === '{' ? 'query' : take();
  if (type !== 'query' && type !== 'mutation') throw new GraphqlError(`Syntax Error: ${type}`);
  if (peek() !== '{' && peek() !== '(') take();
  if (peek() === '(') while (take() !== ')') if (peek() === undefined) break;
  return { type, fields: selections() };
}

/** What was asked for of an object, and nothing else. A field that is not there fails the whole document. */
export async function answerOf(
  fields: Selection[],
  object: Resolvers,
  variables: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const answer: Record<string, unknown> = {};
  for (const field of fields) {
    if (!Object.hasOwn(object, field.name)) {
      throw new GraphqlError(`Cannot query field "${field.name}".`);
    }
    const given = Object.fromEntries(
      Object.entries(field.arguments).map(([name, one]) => [
        name,
        'variable' in one ? (variables[one.variable] ?? null) : one.value,
      ]),
    );
    const found = object[field.name];
    const value: unknown =
      typeof found === 'function'
        ? await (found as (given: Record<string, unknown>) => unknown)(given)
        : found;
    answer[field.name] = await shown(field, value, variables);
  }
  return answer;
}

async function shown(
  field: Selection,
  value: unknown,
  variables: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) {
    return Promise.all(value.map((one) => shown(field, one, variables)));
  }
  const isObject = typeof value === 'object';
  if (isObject !== field.fields.length > 0) {
    throw new GraphqlError(`Field "${field.name}" must ${isObject ? '' : 'not '}have a selection.`);
  }
  return isObject ? answerOf(field.fields, value as Resolvers, variables) : value;
}
