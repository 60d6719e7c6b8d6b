import type { Context } from 'hono';
import * as v from 'valibot';
import type { Actor } from '../actor';
import { ApiError, notFound } from '../api-error';
import { type Json, selectFields } from './fields';
import { pageOf, type PagingOptions } from './paging';
import { getRepositoryFor } from '../permissions';
import type { Permission, Repository } from '../records';
import { describeIssue } from '../../describe-issue';
import { readJson } from '../../read-json';
import type { Site } from '../site';

/** What is known of a REST request when its handler runs. */
export type RestEnv = { Variables: { actor: Actor } };

/** A REST request on its way. */
export type RestContext = Context<RestEnv>;

/** A part of the path, decoded. */
export function parameter(c: RestContext, name: string): string {
  return c.req.param(name) ?? '';
}

/** A part of the path that must be a number. Throws a 404 as for an id that does not exist. */
export function numberParameter(c: RestContext, name: string): number {
  const text = parameter(c, name);
  if (!/^\d{1,15}$/.test(text)) throw notFound(text);
  return Number(text);
}

/** The repository of the path, for an actor that holds `permission` there. Throws like Bitbucket. */
export function repositoryOf(site: Site, c: RestContext, permission: Permission): Repository {
  const path = { workspace: parameter(c, 'workspace'), slug: parameter(c, 'slug') };
  return getRepositoryFor(site, c.var.actor, path, permission);
}

/** Answers JSON, cut to what `fields` asks for; `hidden` fields are shown only when asked for. */
export function answer(
  c: RestContext,
  body: Json,
  { status = 200, hidden }: { status?: number; hidden?: readonly string[] } = {},
): Response {
  return Response.json(selectFields(body, c.req.query('fields'), hidden), { status });
}

/** Answers one page of `rows`; see `pageOf`. */
export function answerPage<Row>(
  site: Site,
  c: RestContext,
  rows: readonly Row[],
  render: (row: Row) => Json,
  options: Omit<PagingOptions, 'url'> & { hidden?: readonly string[] } = {},
): Response {
  const { pathname, search } = new URL(c.req.url);
  const url = new URL(`${site.baseUrl()}${pathname}${search}`);
  const hidden = options.hidden?.map((path) => `values.${path}`);
  return answer(c, pageOf(rows, render, { ...options, url }), hidden ? { hidden } : {});
}

/** The JSON body in the shape of `schema`, `{}` when there is none. Throws a 400 that names each field that does not fit. */
export async function readBody<Schema extends v.GenericSchema>(
  c: RestContext,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const result = v.safeParse(schema, (await readJson(c.req.raw)) ?? {});
  if (result.success) return result.output;
  const fields: Record<string, string[]> = {};
  for (const issue of result.issues) {
    (fields[v.getDotPath(issue) ?? 'body'] ??= []).push(describeIssue(issue));
  }
  throw new ApiError(400, `Bad request: ${Object.keys(fields).join(', ')} not valid.`, fields);
}
