import Ajv, { type ValidateFunction } from 'ajv';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One answer to check: `path` without the `/api` in front. */
export interface ObservedAnswer {
  method: string;
  path: string;
  status: number;
  contentType: string | null;
  text: string;
}

interface Operation {
  operationId: string;
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

/** Answers that the real API gives although its document does not name them. */
const UNDOCUMENTED = new Set(['workspaces-createWorkspace 402']);

/** Codesphere's own document of its API, trimmed to the operations in use. */
export class ApiDocument {
  private readonly document = JSON.parse(
    readFileSync(join(__dirname, '../../fixtures/codesphere/openapi-subset.json'), 'utf8'),
    // What the document does not name must not be answered either.
    (_, value: unknown) =>
      isObject(value) && isObject(value.properties) && !('additionalProperties' in value)
        ? { ...value, additionalProperties: false }
        : value,
  ) as { paths: Record<string, Record<string, Operation>>; components: object };
  private readonly ajv = new Ajv({
    strict: false,
    formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, uuid: true },
  });
  /** The operations that were answered with 200. */
  readonly covered = new Set<string>();

  get operations(): string[] {
    return Object.values(this.document.paths)
      .flatMap((methods) => Object.values(methods))
      .map(({ operationId }) => operationId);
  }

  /** What is wrong with the answer, undefined if it is as the document says. */
  findFault(answer: ObservedAnswer): string | undefined {
    const { method, path, status, contentType, text } = answer;
    const operation = this.findOperation(method, path);
    if (!operation) return `${method} ${path} is not in the document`;
    const { operationId } = operation;
    if (status === 200) this.covered.add(operationId);
    if (UNDOCUMENTED.has(`${operationId} ${status}`)) return undefined;
    const response = operation.responses[String(status)];
    if (!response) return `${operationId}: status ${status} is not documented: ${text}`;
    if (!response.content) return text === '' ? undefined : `${operationId}: has a body`;
    const [type, { schema }] = Object.entries(response.content)[0]!;
    if (!contentType?.startsWith(type)) return `${operationId}: content type ${contentType}`;
    const values = type === 'text/event-stream' ? parseEvents(text) : [JSON.parse(text) as unknown];
    const validate = this.compile(schema);
    for (const value of values) {
      if (!validate(value)) return `${operationId}: ${this.ajv.errorsText(validate.errors)}`;
    }
    return undefined;
  }

  private findOperation(method: string, path: string): Operation | undefined {
    const candidates = Object.entries(this.document.paths)
      .filter(([template]) => toPattern(template).test(path))
      // A fixed part of the path goes before a parameter.
      .sort(([a], [b]) => a.split('{').length - b.split('{').length);
    return candidates.map(([, methods]) => methods[method.toLowerCase()]).find(Boolean);
  }

  private compile(schema: object): ValidateFunction {
    return this.ajv.compile({ ...schema, components: this.document.components });
  }
}

/** The events of a stream, with their data parsed. */
export function parseEvents(stream: string): { event: string; data: unknown }[] {
  return stream
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const fields = new Map(
        block.split('\n').map((line) => {
          const [name = '', ...value] = line.split(': ');
          return [name, value.join(': ')];
        }),
      );
      return {
        event: fields.get('event') ?? '',
        data: JSON.parse(fields.get('data') ?? '') as unknown,
      };
    });
}

function toPattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
