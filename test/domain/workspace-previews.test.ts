import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import type { Preview } from '../../src/domain/preview';
import { previewOfPullRequest } from '../../src/domain/preview-key';
import { showWorkspacePreviews } from '../../src/domain/workspace-previews';
import { COMMIT, KEY, NOW, previewWith, settingsWith } from './preview-fixture';

const idOf = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-000000000000`;
const repositoryOf = (digit: string) => ({ ...KEY, repositoryId: idOf(digit) });

const previewIn = (digit: string, id: number, changes: Partial<Preview> = {}): Preview => ({
  ...previewWith(changes),
  key: previewOfPullRequest(repositoryOf(digit), id),
});

const { connection } = settingsWith();
const shared = { ...connection!, id: 'web', shared: { title: 'Web team', most: 3 } };
const settings = [
  settingsWith({ repository: repositoryOf('1'), connection: shared }),
  settingsWith({ repository: repositoryOf('2') }),
];
const facts = {
  settings,
  repositories: [
    { id: idOf('1'), name: 'shop' },
    { id: idOf('2'), name: 'bakery' },
  ],
  connections: [
    { ...connection!, version: 1 as const, id: 'web', revision: 1, title: 'Web team', most: 3 },
  ],
  providers: { codesphere },
  now: NOW,
};
const failed = { state: { type: 'failed' as const }, holdings: [] };

test('rows come by repository, newest pull requests first, and nothing can be done with them', () => {
  const previews = [previewIn('1', 7), previewIn('2', 1), previewIn('1', 9)];
  const { rows } = showWorkspacePreviews(previews, facts);
  expect(rows.map(({ repository, subject }) => [repository, subject])).toEqual([
    ['bakery', { kind: 'pull-request', id: 1 }],
    ['shop', { kind: 'pull-request', id: 9 }],
    ['shop', { kind: 'pull-request', id: 7 }],
  ]);
  expect(rows.flatMap(({ actions }) => Object.values(actions))).not.toContain(true);
});

test('what runs is counted over each connection, against its limit', () => {
  const previews = [
    ...[previewIn('1', 7), previewIn('1', 8), previewIn('2', 1)],
    previewIn('2', 2, failed),
    previewIn('2', 3, {
      state: { type: 'waiting', commit: COMMIT, reason: 'Full.', since: NOW },
      holdings: [],
    }),
  ];
  expect(showWorkspacePreviews(previews, facts).totals).toEqual({
    ...{ running: 3, waiting: 1, failed: 1, repositories: 2 },
    connections: [{ title: 'Web team', running: 2, most: 3 }],
  });
});

test('a repository that the owner does not see any more is named by its id', () => {
  const { rows } = showWorkspacePreviews([previewIn('1', 7)], { ...facts, repositories: [] });
  expect(rows.map(({ repository }) => repository)).toEqual([idOf('1')]);
});

test('an answer stays short enough for Forge', () => {
  const many = Array.from({ length: 1_200 }, (_, index) => previewIn('1', index + 1));
  const { rows, totals } = showWorkspacePreviews(many, facts);
  expect([rows.length, totals.running]).toEqual([1_000, 1_200]);
});
