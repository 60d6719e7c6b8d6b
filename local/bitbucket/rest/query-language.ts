import { ApiError } from '../api-error';
import type { Json } from './fields';

type Test = (value: Json) => boolean;

/**
 * Reads a `q` in Bitbucket's query language: `field op value` with `= != ~ !~ > >= < <=` and `IN`,
 * joined by AND and OR (AND binds closer) and parentheses. Throws a 400 for what it cannot read;
 * `checkField` may refuse a field.
 */
export function parseQuery(q: string, checkField: (field: string) => void = () => undefined): Test {
  const tokens = q.match(/"(?:[^"\\]|\\.)*"|>=|<=|!=|!~|[=~<>(),]|[^\s=~<>!(),"]+/g) ?? [];
  let at = 0;
  const next = (): string => {
    const token = tokens[at++];
    if (token === undefined) throw unreadable(q);
    return token;
  };
  const take = (word: string): boolean => {
    const found = tokens[at]?.toUpperCase() === word;
    if (found) at += 1;
    return found;
  };

  function alternatives(): Test {
    const tests = [conjunction()];
    while (take('OR')) tests.push(conjunction());
    return (value) => tests.some((test) => test(value));
  }
  function conjunction(): Test {
    const tests = [condition()];
    while (take('AND')) tests.push(condition());
    return (value) => tests.every((test) => test(value));
  }
  function condition(): Test {
    const field = next();
    if (field === '(') {
      const inner = alternatives();
      if (next() !== ')') throw unreadable(q);
      return inner;
    }
    checkField(field);
    const operator = next().toUpperCase();
    if (operator === 'IN') return membership(field);
    const operand = literal(next(), q);
    return (value) => compare(fieldOf(value, field), operator, operand, q);
  }
  function membership(field: string): Test {
    if (next() !== '(') throw unreadable(q);
    const members: Json[] = [literal(next(), q)];
    while (take(',')) members.push(literal(next(), q));
    if (next() !== ')') throw unreadable(q);
    return (value) => members.some((member) => compare(fieldOf(value, field), '=', member, q));
  }

  const test = alternatives();
  if (at !== tokens.length) throw unreadable(q);
  return test;
}

/** The value at a dotted path; arrays answer the first element that has it. Missing is null. */
export function fieldOf(value: Json, path: string): Json {
  return path
    .split('.')
    .reduce<Json>(
      (node, name) =>
        node !== null && typeof node === 'object' && !Array.isArray(node)
          ? (node[name] ?? null)
          : null,
      value,
    );
}

function compare(actual: Json, operator: string, operand: Json, q: string): boolean {
  switch (operator) {
    case '=':
      return same(actual, operand);
    case '!=':
      return !same(actual, operand);
    case '~':
      return contains(actual, operand);
    case '!~':
      return !contains(actual, operand);
    case '>':
      return ordered(actual, operand, (order) => order > 0);
    case '>=':
      return ordered(actual, operand, (order) => order >= 0);
    case '<':
      return ordered(actual, operand, (order) => order < 0);
    case '<=':
      return ordered(actual, operand, (order) => order <= 0);
    default:
      throw unreadable(q);
  }
}

function same(actual: Json, operand: Json): boolean {
  if (typeof actual === 'string' && typeof operand === 'string') {
    return actual.toLowerCase() === operand.toLowerCase();
  }
  return actual === operand;
}

function contains(actual: Json, operand: Json): boolean {
  return (
    typeof actual === 'string' &&
    typeof operand === 'string' &&
    actual.toLowerCase().includes(operand.toLowerCase())
  );
}

function ordered(actual: Json, operand: Json, holds: (order: number) => boolean): boolean {
  if (typeof actual === 'number' && typeof operand === 'number') return holds(actual - operand);
  if (typeof actual !== 'string' || typeof operand !== 'string') return false;
  const [a, b] = [Date.parse(actual), Date.parse(operand)];
  if (Number.isFinite(a) && Number.isFinite(b)) return holds(a - b);
  return holds(actual < operand ? -1 : Number(actual > operand));
}

function literal(token: string, q: string): Json {
  if (token.startsWith('"')) return token.slice(1, -1).replace(/\\(.)/g, '$1');
  if (/^(true|false)$/i.test(token)) return token.toLowerCase() === 'true';
  if (/^null$/i.test(token)) return null;
  if (/^-?\d+(\.\d+)?$/.test(token)) return Number(token);
  if (/^\d{4}-\d\d-\d\d/.test(token)) return token;
  throw unreadable(q);
}

function unreadable(q: string): ApiError {
  return new ApiError(400, `The query ${q} cannot be read. Write for example state="OPEN".`);
}
