import Ajv from 'ajv';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Upsun's own schemas, trimmed to those in use. What may be null it says so, but for one value of several. */
const { schemas } = JSON.parse(
  readFileSync(join(__dirname, '../../fixtures/upsun/openapi-subset.json'), 'utf8'),
  (_, value: { nullable?: boolean; enum?: unknown[] } | null) =>
    value?.nullable && value.enum ? { ...value, enum: [...value.enum, null] } : value,
) as { schemas: Record<string, object> };

/** Formats are Upsun's own: it is looked at the shape only. */
const ajv = new Ajv({ strict: false, validateFormats: false });

/** What is answered, by the end of its path. Links and what is embedded stand in no schema. */
const ANSWERS: [path: RegExp, schema: string][] = [
  [/\/environments(\/[^/]+)?$/, 'Environment'],
  [/\/activities(\/[^/]+)?$/, 'Activity'],
  [/\/variables(\/[^/]+)?$/, 'EnvironmentVariable'],
  [/\/integrations(\/[^/]+)?$/, 'BitbucketIntegration'],
];

const BODIES: [method: string, path: RegExp, schema: string][] = [
  ['PATCH', /\/environments\/[^/]+$/, 'EnvironmentPatch'],
  ['POST', /\/activate$/, 'EnvironmentActivateInput'],
  ['POST', /\/variables$/, 'EnvironmentVariableCreateInput'],
  ['PATCH', /\/variables\/[^/]+$/, 'EnvironmentVariablePatch'],
];

/** What of an answer is not as Upsun's document says. */
export function faultsOfAnswer(method: string, path: string, body: unknown): string[] {
  if (method !== 'GET') {
    const { _embedded: embedded, ...told } = body as { _embedded?: Embedded };
    const entity = embedded?.entity ? faultsOfAnswer('GET', path, embedded.entity) : [];
    const activities = faultsOfAnswer('GET', '/activities', embedded?.activities ?? []);
    return [...faultsOf('AcceptedResponse', told), ...entity, ...activities];
  }
  const schema = ANSWERS.find(([end]) => end.test(path))?.[1];
  if (schema === undefined) return [];
  return [body].flat().flatMap((one) => {
    const { _links: _, ...told } = one as { _links?: object };
    return faultsOf(schema, told);
  });
}

/** What of a body is not as Upsun's document wants it: its schemas take no other fields. */
export function faultsOfBody(method: string, path: string, body: unknown): string[] {
  const schema = BODIES.find(([wanted, end]) => wanted === method && end.test(path))?.[2];
  return schema === undefined ? [] : faultsOf(schema, body);
}

interface Embedded {
  entity?: object;
  activities?: object[];
}

function faultsOf(name: string, value: unknown): string[] {
  const validate = ajv.compile(schemas[name]!);
  return validate(value) ? [] : [`${name}: ${ajv.errorsText(validate.errors)}`];
}
