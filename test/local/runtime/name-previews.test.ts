import { createPreviewNames } from '../../../local/runtime/name-previews';

const SHOP = { uuid: '{05faa66f-2a20-4a23-ab1a-5a4cb5412e7d}', workspace: 'demo', slug: 'shop' };
const ID = SHOP.uuid.slice(1, -1);

test.each([
  [`noted preview="${ID}:pr-1" text="x"`, 'noted preview="demo/shop #1" text="x"'],
  [`preview="${ID}:pr-12:infra"`, 'preview="demo/shop #12:infra"'],
  [`repository="${ID}"`, 'repository="demo/shop"'],
  [
    'id="ffffffff-2a20-4a23-ab1a-5a4cb5412e7d:pr-1"',
    'id="ffffffff-2a20-4a23-ab1a-5a4cb5412e7d:pr-1"',
  ],
])('%s', (line, named) => {
  expect(createPreviewNames(() => [SHOP])(line)).toBe(named);
});

test('a repository that was deleted keeps its name', () => {
  const repositories = [SHOP];
  const name = createPreviewNames(() => repositories);
  name('the first line');
  repositories.pop();
  expect(name(ID)).toBe('demo/shop');
});
