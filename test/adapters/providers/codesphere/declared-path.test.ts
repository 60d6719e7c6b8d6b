import { declaredPath } from '../../../../src/adapters/providers/codesphere/declared-path';

const paths = (...all: object[]) =>
  JSON.stringify({ schemaVersion: 'v0.4', run: { one: { network: { paths: all } }, two: {} } });

it.each([
  [paths({ path: '/api', port: 8080 }), { path: '/api', port: 8080 }],
  [paths({ path: '/docs/all/' }, { path: '/v1' }), { path: '/v1' }],
  [
    'run: { web: { image: nginx, network: { path: /container, stripPath: false } } }',
    { path: '/container' },
  ],
  [paths({ path: '/api' }, { path: '/' }), undefined],
  [paths(), undefined],
  [
    paths({ path: '//evil.example' }, { path: '/../x y' }, { path: 'https://evil.example/' }),
    undefined,
  ],
  ['run: { steps: [] }', undefined],
  ['run: [', undefined],
])('of %s is %j', (text, declared) => {
  expect(declaredPath(text)).toEqual(declared);
});
