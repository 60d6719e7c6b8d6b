import { COMMENT, COMMENT_MARKER } from '../../src/domain/announce/comment-messages';
import { performAll } from './perform';
import { findUnsettled } from './settled';
import { repositoryAt, type World } from './world';
import {
  createConnectedWorld,
  createWorldWithPreview,
  first,
  readRecord,
  OPEN,
} from './world-with-preview';

const MINUTE = 60_000;

/** The texts of the pull request's comments, oldest first. */
const comments = (world: World) => world.bitbucket.comments(repositoryAt(world, 0), 1);

/** A colleague answers with a quote of what the app wrote, or will write. */
async function quote(world: World): Promise<void> {
  await world.bitbucket.act({
    ...{ who: 'will', repository: repositoryAt(world, 0) },
    ...{ method: 'POST', path: '/pullrequests/1/comments' },
    body: { content: { raw: `> ${COMMENT_MARKER}\n\nNice.` } },
  });
}

const REMOVED = '| Preview | **Removed** |';
const QUOTED = `> ${COMMENT_MARKER}`;
/** The third write of a deployment makes the comment; two are statuses. */
const LOST = { type: 'fault', target: 'bitbucket', skip: 2, kind: 'lost-reply' } as const;
const REFUSED = { type: 'refuse', what: 'comments', status: 403, minutes: 2 } as const;

test.each([
  ['whose creation nobody heard of', LOST, [REMOVED, QUOTED]],
  ['that Bitbucket did not take at first', REFUSED, [QUOTED, REMOVED]],
] as const)('a quote is not taken for the comment %s', async (_, trouble, expected) => {
  const world = await createConnectedWorld();
  await performAll(world, trouble, OPEN);
  await world.pass(1);
  const isKnown = async () =>
    (await readRecord(world)).outbox.some(({ surface }) => surface === COMMENT);
  while (!(await isKnown())) await world.pass(1_000);
  await quote(world);
  await world.pass(10 * MINUTE);
  await performAll(world, { type: 'merge', ...first });
  await world.pass(30 * MINUTE);
  expect(comments(world).map(({ raw }) => raw.split('\n')[0])).toEqual(expected);
});

test('one that somebody deleted is made anew beside a quote of it', async () => {
  const world = await createWorldWithPreview();
  await quote(world);
  const [own] = comments(world);
  await world.bitbucket.act({
    ...{ who: 'ada', repository: repositoryAt(world, 0) },
    ...{ method: 'DELETE', path: `/pullrequests/1/comments/${own!.id}` },
  });
  await performAll(world, { type: 'push', ...first });
  await world.pass(10 * MINUTE);
  const { pullRequest } = await readRecord(world);
  expect(comments(world).at(-1)?.raw).toContain(`Commit | [\`${pullRequest.commit.slice(0, 7)}\``);
  expect(await findUnsettled(world)).toEqual([]);
});

test.each([
  ['a push', { type: 'push', ...first }, 'Deploying'],
  ['a merge', { type: 'merge', ...first }, 'Removing'],
] as const)(
  'what the link leads to is called ready no more before %s touches it',
  async (_, deed, words) => {
    const world = await createWorldWithPreview();
    const seen: (string | undefined)[] = [];
    const beforeProvider = world.invariants.beforeProvider.bind(world.invariants);
    world.invariants.beforeProvider = (call) => {
      if (call.method !== 'GET') seen.push(comments(world)[0]?.raw.split('\n')[0]);
      beforeProvider(call);
    };
    await performAll(world, deed);
    await world.pass(2 * MINUTE);
    expect(seen.length).toBeGreaterThan(0);
    for (const comment of seen) expect(comment).toContain(words);
  },
);
