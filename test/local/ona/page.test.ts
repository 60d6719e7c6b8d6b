import { showPage } from '../../../local/ona/page';
import type { EnvironmentRecord } from '../../../local/ona/records';

const service = {
  ...{ id: 's1', name: 'App', phase: 'FAILED', failure: 'exit code 3' },
  env: { SESAME: 'open-the-door' },
};
const environment = {
  ...{
    id: 'e1',
    name: 'preview-pr-1',
    phase: 'RUNNING',
    remoteUri: 'https://bitbucket.org/demo/lab.git',
  },
  ...{ commit: 'a'.repeat(40), failures: {}, services: [service] },
} as unknown as EnvironmentRecord;
const pageAt = (path: string) =>
  showPage(`/ona/${path}`, new Map([['e1', environment]]), (_, which) =>
    which === undefined ? 'Cloning\n' : 'the oven is cold\nopen-the-door\n',
  );

test('shows how an environment is and what was printed, without values of its env vars', () => {
  const { status, text } = pageAt('details/e1');
  expect(status).toBe(200);
  expect(text.split('\n')).toEqual([
    'preview-pr-1: running',
    'https://bitbucket.org/demo/lab.git, commit aaaaaaa',
    '',
    'Cloning',
    '',
    'App: failed, exit code 3',
    'the oven is cold',
    '[SESAME]',
  ]);
});

test.each(['details/e2', 'details', 'details/%zz'])('is not there: %s', (path) => {
  expect(pageAt(path).status).toBe(404);
});
