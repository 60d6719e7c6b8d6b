import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { olderIconNames } from '../../../local/pages/uikit/older-icon-names';

const folder = join(dirname(require.resolve('@atlaskit/icon/package.json')), 'core');

test.each(Object.entries(olderIconNames))('%s is drawn as %s, which exists', (_older, name) => {
  expect(existsSync(join(folder, `${name}.js`))).toBe(true);
});
