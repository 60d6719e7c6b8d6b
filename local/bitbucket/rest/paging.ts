import { ApiError } from '../api-error';
import type { Json } from './fields';
import { checkField } from './list-fields';
import { fieldOf, parseQuery } from './query-language';

/** One page of a list, as Bitbucket answers it. */
export type Page = {
  values: Json[];
  pagelen: number;
  size: number;
  page: number;
  next?: string;
  previous?: string;
};

/** How a list is paged. */
export interface PagingOptions {
  /** The request's own address as the client knows it, for `next` and `previous`. */
  url: URL;
  /** 10 as Bitbucket documents, unless told. */
  defaultPagelen?: number;
  /** 100, and 50 for pull requests, as Bitbucket documents. */
  maxPagelen?: number;
  /** What `q` and `sort` may name, see `LIST_FIELDS`; nothing unless told. */
  fields?: readonly string[];
}

/**
 * The page of `rows` that the request's `q`, `sort`, `page` and `pagelen` ask for. Only the rows of
 * that page are rendered, unless `q` or `sort` look at all of them. Throws a 400 for a `pagelen`
 * or `page` out of range, and for a field that the list cannot be filtered or sorted by.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  render: (row: Row) => Json,
  options: PagingOptions,
): Page {
  const parameters = options.url.searchParams;
  const [q, sort] = [parameters.get('q'), parameters.get('sort')];
  if (!q && !sort) return slice(rows, options, render);
  const check = (field: string) => checkField(field, options.fields ?? []);
  const matches = q ? parseQuery(q, check) : undefined;
  if (sort) check(sort.replace(/^-/, ''));
  const all = rows.map(render);
  const found = matches ? all.filter(matches) : all;
  return slice(sort ? sorted(found, sort) : found, options, (value) => value);
}

function slice<Row>(
  rows: readonly Row[],
  { url, defaultPagelen = 10, maxPagelen = 100 }: PagingOptions,
  render: (row: Row) => Json,
): Page {
  const pagelen = numberParameter(url, 'pagelen', defaultPagelen, maxPagelen);
  const page = numberParameter(url, 'page', 1, Number.MAX_SAFE_INTEGER);
  const start = (page - 1) * pagelen;
  return {
    values: rows.slice(start, start + pagelen).map(render),
    pagelen,
    size: rows.length,
    page,
    ...(start + pagelen < rows.length ? { next: pageUrl(url, page + 1) } : {}),
    ...(page > 1 ? { previous: pageUrl(url, page - 1) } : {}),
  };
}

function numberParameter(url: URL, name: string, fallback: number, max: number): number {
  const text = url.searchParams.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new ApiError(
      400,
      `Invalid ${name}: ${text}. It must be a whole number from 1 to ${max}.`,
    );
  }
  return value;
}

function pageUrl(url: URL, page: number): string {
  const other = new URL(url);
  other.searchParams.set('page', String(page));
  return other.href;
}

function sorted(values: Json[], sort: string): Json[] {
  const descending = sort.startsWith('-');
  const field = sort.replace(/^-/, '');
  const ordered = values
    .map((value) => ({ value, by: fieldOf(value, field) }))
    .sort((a, b) => order(a.by, b.by))
    .map(({ value }) => value);
  return descending ? ordered.reverse() : ordered;
}

function order(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
  return x < y ? -1 : Number(x > y);
}
