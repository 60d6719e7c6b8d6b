import { getPerson } from '../../local/bitbucket/accounts';
import type { CardView } from '../../src/contract';
import { previewOfPullRequest } from '../../src/domain/preview-key';
import { answerCommand, type Said } from '../../src/usecases/commands/answer-command';
import { readCard } from '../../src/usecases/card/read-card';
import { comment, obeyComments, repliesTo } from './commands-world';
import { repositoryAt, type World } from './world';
import { createWorldWithFork, createWorldWithPreview, readRecord } from './world-with-preview';

const MINUTE = 60_000;
const WAITS =
  /^Bitbucket does not tell the app what you may do here, so this waits for one click: somebody with write access chooses \*\*Do it\*\* in the \[Preview card\]\(\S+\/pull-requests\/1\) of this pull request\.$/;
const WILL = getPerson('will').accountId;
const DAYS = { days: 5 };

let world: World;

/** A world in which Bitbucket tells the app nothing of people. */
async function createUntold(make: () => Promise<World> = createWorldWithPreview): Promise<void> {
  world = await make();
  world.bitbucket.behaviour.tellsPermissions = false;
  await obeyComments(world, { ...DAYS, privateForks: 'approved' });
}

const key = () => previewOfPullRequest(repositoryAt(world, 0), 1);

/** What the card shows to the admin, who may do everything. */
async function cardOf(): Promise<CardView> {
  let card: CardView | undefined;
  await world.invoke(async (deps) => {
    card = (await readCard(deps, key(), { accountId: 'reader' })) as CardView;
  });
  return card!;
}

async function say(said: Said): Promise<void> {
  await world.invoke(async (deps) => void (await answerCommand(deps, key(), said, 'reader')));
  await world.pass(5 * MINUTE);
}

describe('where Bitbucket does not tell the app', () => {
  beforeEach(() => createUntold());

  test.each(['redeploy', 'delete', 'extend 3d'])('%s waits for a click', async (name) => {
    const before = await readRecord(world);
    const id = await comment(world, `/preview ${name}`, 'ada');
    await world.pass(2 * MINUTE);
    expect(repliesTo(world, id)).toEqual([expect.stringMatching(WAITS)]);
    const { state, deployment, kept } = await readRecord(world);
    expect({ state, deployment, kept }).toEqual({
      ...{ state: before.state, deployment: before.deployment, kept: before.kept },
    });
  });

  test('the card asks whoever may, and does it on that word', async () => {
    const id = await comment(world, '/preview redeploy');
    await world.pass(MINUTE);
    const before = (await readRecord(world)).deployment!.number;
    expect((await cardOf()).asked).toEqual({
      ...{ comment: id, act: 'Redeploy', person: WILL },
    });
    await say({ comment: id, to: 'do' });
    const { deployment, history } = await readRecord(world);
    expect(deployment?.number).toBe(before + 1);
    expect(history).toContainEqual(
      expect.objectContaining({ text: 'Redeploy requested.', by: 'reader' }),
    );
    expect(repliesTo(world, id)).toEqual([expect.stringMatching(/^Deployed commit .+ on /)]);
    expect((await cardOf()).asked).toBeUndefined();
    // A second click on an old page.
    await say({ comment: id, to: 'do' });
    expect((await readRecord(world)).deployment?.number).toBe(before + 1);
  });

  test('what is dismissed is not done, and the reply says so', async () => {
    const id = await comment(world, '/preview delete');
    await world.pass(MINUTE);
    expect((await cardOf()).asked?.act).toBe('Delete');
    await say({ comment: id, to: 'dismiss' });
    expect((await readRecord(world)).state.type).toBe('ready');
    expect(repliesTo(world, id)).toEqual(['Dismissed by somebody with write access.']);
    await say({ comment: id, to: 'do' });
    expect((await readRecord(world)).state.type).toBe('ready');
  });

  test('the author of the pull request keeps its preview, and nobody else does', async () => {
    const other = await comment(world, '/preview keep', 'ada');
    await world.pass(MINUTE);
    expect(repliesTo(world, other)).toEqual([expect.stringMatching(WAITS)]);
    expect((await readRecord(world)).kept).toBeUndefined();
    const own = await comment(world, '/preview keep', 'will');
    await world.pass(MINUTE);
    expect(repliesTo(world, own)).toEqual(['It is kept until the pull request is closed.']);
    expect((await readRecord(world)).kept).toMatchObject({ by: WILL });
  });

  test('how the preview stands, and the commands, are told to all', async () => {
    const status = await comment(world, '/preview', 'ada');
    const help = await comment(world, '/Preview  STATUS', 'ada');
    await world.pass(MINUTE);
    expect(repliesTo(world, status)).toEqual([expect.stringContaining('- `/preview extend` ')]);
    expect(repliesTo(world, help)).toEqual([
      expect.stringMatching(/^Deployed commit .+ on .+ It stays until .+ UTC\.$/),
    ]);
  });

  test('what waits when the pull request is closed is forgotten', async () => {
    const id = await comment(world, '/preview redeploy', 'ada');
    await world.pass(MINUTE);
    const path = '/pullrequests/1/decline';
    await world.bitbucket.act({ repository: repositoryAt(world, 0), method: 'POST', path });
    await world.pass(10 * MINUTE);
    const { commands, outbox, state } = await readRecord(world);
    expect(state.type).toBe('deleted');
    expect(commands?.map(({ answer }) => answer)).toEqual([undefined]);
    expect(outbox.filter(({ surface }) => surface === 'reply')).toEqual([]);
    expect(repliesTo(world, id)).toHaveLength(1);
    const late = await comment(world, '/preview redeploy', 'will');
    await world.pass(5 * MINUTE);
    expect(repliesTo(world, late)).toEqual([]);
    expect((await readRecord(world)).state.type).toBe('deleted');
  });
});

test('a commit of a fork is not approved by a comment, whoever writes it', async () => {
  world = await createWorldWithFork();
  await obeyComments(world, { privateForks: 'approved' });
  const { approval } = await readRecord(world);
  const fork = world.bitbucket.forkOf(repositoryAt(world, 0));
  const [pullRequest] = world.bitbucket.pullRequests(repositoryAt(world, 0));
  await world.bitbucket.push(fork, pullRequest!.source.branch);
  await world.pass(10 * MINUTE);
  const id = await comment(world, '/preview approve', 'ada');
  await world.pass(5 * MINUTE);
  expect(repliesTo(world, id)).toEqual([
    expect.stringMatching(/^Approving takes one click, for it is of one commit: /),
  ]);
  const record = await readRecord(world);
  expect(record.approval?.commit === record.pullRequest.commit).toBe(false);
  expect(approval?.commit).not.toBe(record.pullRequest.commit);
  const redeploy = await comment(world, '/preview redeploy', 'ada');
  await world.pass(5 * MINUTE);
  expect(repliesTo(world, redeploy)).toEqual([
    expect.stringContaining("The fork's newest commit is not approved."),
  ]);
  expect(world.provider.controls.workspaces()).toEqual([]);
});
