import Ajv, { type ValidateFunction } from 'ajv/dist/2020';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** An answer as it came over the wire. */
export interface WireAnswer {
  method: string;
  /** From `/v1` on, without a query. */
  path: string;
  status: number;
  contentType: string | null;
  text: string;
}

interface Response {
  content?: Record<string, { schema: object }>;
}

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, Response> }>>;
  components: { responses: Record<string, Response> };
}

/** The protocol's OpenAPI document, against which answers are compared. */
export interface ApiDocument {
  /** What is wrong with an answer, undefined if nothing is. */
  findFault(answer: WireAnswer): string | undefined;
}

/** Reads the document at `path`. */
export function readApiDocument(path: string): ApiDocument {
  const document = parse(readFileSync(path, 'utf8')) as Document;
  const ajv = new Ajv({
    strict: false,
    formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/ },
  });
  const compiled = new Map<object, ValidateFunction>();

  function validatorOf(schema: object): ValidateFunction {
    const known = compiled.get(schema);
    if (known) return known;
    const made = ajv.compile({ ...schema, components: document.components });
    compiled.set(schema, made);
    return made;
  }

  function responseOf(method: string, path: string, status: number): Response | undefined {
    const [, methods] =
      Object.entries(document.paths).find(([template]) => matches(template, path)) ?? [];
    const responses = methods?.[method.toLowerCase()]?.responses;
    // A call that the document does not have is refused like any other.
    const refusal = status < 400 ? undefined : document.components.responses.Refusal;
    const response = responses?.[String(status)] ?? refusal;
    const reference = (response as { $ref?: string } | undefined)?.$ref?.split('/').at(-1);
    return reference === undefined ? response : document.components.responses[reference];
  }

  return {
    findFault({ method, path, status, contentType, text }) {
      const response = responseOf(method, path, status);
      if (!response) return `the document knows no answer ${status}`;
      const [type, media] = Object.entries(response.content ?? {})[0] ?? [];
      if (!media) return text === '' ? undefined : 'the answer should have no body';
      if (contentType?.split(';')[0] !== type) {
        return `an answer ${status} has the content type ${contentType}, not ${type}`;
      }
      const validate = validatorOf(media.schema);
      if (validate(parseJson(text))) return undefined;
      return `an answer ${status}: ${ajv.errorsText(validate.errors, { dataVar: 'body' })}`;
    },
  };
}

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
