import type { Preview } from '../../src/domain/preview';
import type { Dependencies } from '../../src/usecases/dependencies';
import { readSituation } from '../../src/usecases/read-situation';
import { KEY, NOW, previewWith, settingsWith } from '../domain/preview-fixture';

/** Whether check 7 has `preview` looked at. */
async function isLookedAt(preview: Preview): Promise<boolean> {
  const deps = {
    store: {
      readSettings: () => Promise.resolve(settingsWith()),
      readPreview: () => Promise.resolve(preview),
      readToken: () => Promise.resolve('key'),
    },
    bitbucket: { readPullRequest: () => Promise.resolve('gone') },
    clock: { now: () => NOW },
  } as unknown as Dependencies;
  return (await readSituation(deps, { key: KEY, cause: 'check', check: 7 })) !== undefined;
}

const deploying = previewWith({ state: { type: 'deploying' } });

test.each([
  ['the check that is planned', true, { ...deploying, check: { number: 7, dueAt: NOW } }],
  ['another one than is planned', false, { ...deploying, check: { number: 8, dueAt: NOW } }],
  ['a check of a run that was broken off before it planned the next', true, deploying],
  ['a check of what has ended', false, previewWith({ state: { type: 'ready', since: NOW } })],
])('%s: looks %s', async (_, looks, preview) => {
  expect(await isLookedAt(preview)).toBe(looks);
});
