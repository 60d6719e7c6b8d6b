import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import Ajv from 'ajv/dist/2020';

const docs = join(__dirname, '../../../docs');

interface Schema {
  $ref?: string;
}

const document = parse(readFileSync(join(docs, 'host-protocol.openapi.yaml'), 'utf8')) as {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string }>>;
  components: { schemas: Record<string, Schema> };
};
const page = readFileSync(join(docs, 'host-protocol.md'), 'utf8');

it('compiles, with every reference leading somewhere', () => {
  const ajv = new Ajv({ strict: false, formats: { 'date-time': true } });
  const { components } = document;
  for (const schema of Object.values(components.schemas)) {
    expect(ajv.compile({ ...schema, components })).toBeInstanceOf(Function);
  }
});

it('has the calls of the page, and the page has those of the document', () => {
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== 'parameters')
      .map(([method, { operationId }]) => `| ${operationId} | \`${method.toUpperCase()} ${path}\``),
  );
  const rows = page
    .split('\n')
    .filter((line) => line.includes('/v1/') && line.startsWith('|'))
    .map((line) =>
      line
        .split(/ +\| +/)
        .slice(0, 2)
        .join(' | ')
        .replace(/ +\|/, ' |'),
    );
  expect(rows.sort()).toEqual(calls.sort());
});

it('takes the example of the page for a request', () => {
  const [, example = ''] = /```json\n(\{\n {2}"size"[^`]*)```/.exec(page) ?? [];
  const ajv = new Ajv({ strict: false, formats: { 'date-time': true } });
  const { DeploymentRequest } = document.components.schemas;
  const validate = ajv.compile({ ...DeploymentRequest, components: document.components });
  expect(validate(JSON.parse(example))).toBe(true);
});

it('names on the page every code that the reference host answers', () => {
  const folder = join(__dirname, '../../../examples/host');
  const files = ['refusals', 'failure', 'check-out', 'build-release', 'start-app'];
  const codes = files.flatMap((file) => {
    const text = readFileSync(join(folder, `${file}.ts`), 'utf8');
    return [...text.matchAll(/code: '([a-z-]+)'/g)].map(([, code]) => code ?? '');
  });
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});
