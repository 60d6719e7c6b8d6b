import * as v from 'valibot';
import { describeIssues } from '../describe-issue';
import { KvsError } from './kvs-error';

/** The bodies of `@forge/kvs` 1.6.5's requests (its `interfaces/kvs-api.d.ts`). */

const Values = v.array(v.unknown());

const CONDITIONS = [
  'BEGINS_WITH',
  'BETWEEN',
  'CONTAINS',
  'EQUAL_TO',
  'EXISTS',
  'GREATER_THAN',
  'GREATER_THAN_EQUAL_TO',
  'LESS_THAN',
  'LESS_THAN_EQUAL_TO',
  'NOT_CONTAINS',
  'NOT_EQUAL_TO',
  'NOT_EXISTS',
] as const;

const Range = v.object({ condition: v.picklist(CONDITIONS), values: Values });
export type RangeCondition = v.InferOutput<typeof Range>;

const Filter = v.object({
  property: v.string(),
  condition: v.picklist(CONDITIONS),
  values: Values,
});
export type Filter = v.InferOutput<typeof Filter>;

const Filters = v.object({ and: v.optional(v.array(Filter)), or: v.optional(v.array(Filter)) });
export type Filters = v.InferOutput<typeof Filters>;

const Ttl = v.object({
  value: v.pipe(v.number(), v.minValue(1)),
  unit: v.picklist(['SECONDS', 'MINUTES', 'HOURS', 'DAYS']),
});
export type Ttl = v.InferOutput<typeof Ttl>;

const SetOptions = v.object({
  ttl: v.optional(Ttl),
  keyPolicy: v.optional(v.picklist(['OVERRIDE', 'FAIL_IF_EXISTS'])),
  returnValue: v.optional(v.picklist(['PREVIOUS', 'LATEST'])),
});

const EntityName = v.optional(v.string());

export const KeyRequest = v.object({ key: v.string(), entityName: EntityName });
export type KeyRequest = v.InferOutput<typeof KeyRequest>;

export const SetRequest = v.object({
  key: v.string(),
  entityName: EntityName,
  value: v.unknown(),
  options: v.optional(SetOptions),
});
export type SetRequest = v.InferOutput<typeof SetRequest>;

export const QueryRequest = v.object({
  limit: v.optional(v.number()),
  after: v.optional(v.string()),
  where: v.optional(
    v.array(
      v.object({
        property: v.literal('key'),
        condition: v.literal('BEGINS_WITH'),
        values: v.tuple([v.string()]),
      }),
    ),
  ),
});
export type QueryRequest = v.InferOutput<typeof QueryRequest>;

export const EntityQueryRequest = v.object({
  entityName: v.string(),
  indexName: v.string(),
  partition: v.optional(Values),
  range: v.optional(Range),
  filters: v.optional(Filters),
  sort: v.optional(v.picklist(['ASC', 'DESC'])),
  limit: v.optional(v.number()),
  cursor: v.optional(v.string()),
});
export type EntityQueryRequest = v.InferOutput<typeof EntityQueryRequest>;

export const BatchKeys = v.array(KeyRequest);
export const BatchSets = v.array(SetRequest);

const Change = { key: v.string(), entityName: EntityName, conditions: v.optional(Filters) };

export const TransactionRequest = v.object({
  set: v.optional(
    v.array(v.object({ ...Change, value: v.unknown(), options: v.optional(SetOptions) })),
    [],
  ),
  delete: v.optional(v.array(v.object(Change)), []),
  check: v.optional(v.array(v.object(Change)), []),
});
export type TransactionRequest = v.InferOutput<typeof TransactionRequest>;

/** The body as its schema says, or a `BAD_REQUEST` that names the field. */
export function parseRequest<Schema extends v.GenericSchema>(
  schema: Schema,
  body: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  throw new KvsError('BAD_REQUEST', describeIssues(result.issues, 'body'));
}
