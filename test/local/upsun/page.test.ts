import { showPage } from '../../../local/upsun/page';
import type { ProjectRecord } from '../../../local/upsun/records';

const variable = { name: 'env:SESAME', value: 'open-the-door' };
const environment = {
  ...{ id: 'feature/site', title: 'preview-pr-1', status: 'active', head: 'a'.repeat(40) },
  variables: [variable],
};
const activity = {
  ...{ type: 'environment.push', environment: 'feature/site', result: 'failure' },
  log: [
    { at: 1, message: 'the oven is cold\n' },
    { at: 2, message: 'open-the-door\n' },
  ],
};
const project = { title: 'Site', environments: [environment], activities: [activity] };
const pageAt = (path: string) =>
  showPage(`/upsun/console/${path}`, (id) =>
    id === 'p1' ? (project as unknown as ProjectRecord) : undefined,
  );

test('shows how an environment is and what was printed, without values of its env vars', () => {
  const { status, text } = pageAt('demo/p1/feature%2Fsite');
  expect(status).toBe(200);
  expect(text.split('\n')).toEqual([
    'preview-pr-1: active',
    'Site, branch feature/site, commit aaaaaaa',
    '',
    'environment.push: failure',
    'the oven is cold',
    '[env:SESAME]',
  ]);
});

test.each(['demo/p1/main', 'demo/p2/feature%2Fsite', 'demo/p1/%zz', 'demo'])(
  'is not there: %s',
  (path) => {
    expect(pageAt(path).status).toBe(404);
  },
);
