import { stagesOnly } from '../fixtures/codesphere/chosen-fields';
import { eventually } from '../end-to-end/eventually';
import { REPOSITORY, type CanarySession } from './canary-session';
import { ECHO_WELL, KEY, SECRET, UNSAVED, variables, WRONG_KEY } from './canary-values';
import { tracesIn } from './traces';

/** Calls of the app that fail, at Bitbucket, at the store and at the queue. */
export function testFaults(session: () => CanarySession): void {
  let id: number;
  const faults = () => session().canary.faults;
  afterEach(() => faults().end());

  /** Waits until the app has logged this since line `start` of what was said. */
  const logged = (words: string, start: number) =>
    eventually(() => {
      const news = session().canary.said.slice(start);
      return Promise.resolve(news.find((line) => line.includes(words)));
    });
  const said = () => session().canary.said.length;

  /** Everything is told and stored in the end. */
  async function expectReady(commit: string): Promise<void> {
    const { canary, settled } = session();
    faults().end();
    expect(await settled(id)).toMatchObject({ title: 'Ready', commit: { latest: true } });
    const { client } = canary;
    expect(await client.status(REPOSITORY, commit)).toMatchObject({ state: 'SUCCESSFUL' });
    const [comment, ...others] = await client.comments(REPOSITORY, id);
    expect(others).toEqual([]);
    expect(comment?.content.raw).toContain(commit.slice(0, 7));
  }

  async function push(message: string): Promise<string> {
    const { clone } = session();
    const commit = await clone.commit(message, { 'note.txt': message });
    await clone.push();
    return commit;
  }

  test('Bitbucket takes no build status', async () => {
    const start = said();
    faults().breakBitbucket(/^(POST|PUT) .*\/statuses\b/, 503);
    const { id: opened, commit } = await session().open('faults', ECHO_WELL);
    id = opened;
    await logged('could not tell Bitbucket', start);
    expect(await session().canary.client.status(REPOSITORY, commit)).toBeUndefined();
    await expectReady(commit);
  });

  test('Bitbucket takes no comment', async () => {
    const start = said();
    faults().breakBitbucket(/^(POST|PUT) .*\/comments\b/, 503);
    const commit = await push('Push while comments are refused');
    await logged('could not tell Bitbucket', start);
    const [comment] = await session().canary.client.comments(REPOSITORY, id);
    expect(comment?.content.raw).not.toContain(commit.slice(0, 7));
    await expectReady(commit);
  });

  test('Bitbucket answers nothing', async () => {
    const { act, settings } = session();
    const start = said();
    faults().breakBitbucket(/./, 500);
    expect(await act('redeploy', id)).toMatchObject({ type: 'refused' });
    expect(await settings.connect(WRONG_KEY)).toMatchObject({ type: 'refused' });
    await logged('a call of a page failed', start);
  });

  test('the store takes neither a key nor secret values', async () => {
    const { settings, kept } = session();
    const { revision } = await settings.load();
    const start = said();
    faults().breakStore(/secret\/set$/, 500);
    expect(await settings.connect(KEY)).toMatchObject({ type: 'refused' });
    expect(await settings.save({ variables: variables(UNSAVED) }, revision)).toMatchObject({
      type: 'refused',
    });
    await logged('a call of a page failed', start);
    expect(faults().refused()).toHaveLength(2);
    expect(tracesIn({ kept: kept() }, [UNSAVED])).toEqual([]);
  });

  test('the store gives no secrets and takes no records', async () => {
    const start = said();
    faults().breakStore(/secret\/get$/, 500);
    const commit = await push('Push while no secret can be read');
    await logged('could not look at the preview', start);
    faults().end();
    faults().breakStore(/transaction$/, 503);
    await logged('could not store the record', start);
    await expectReady(commit);
  });

  test('the queue takes no message', async () => {
    const { act, settings } = session();
    const start = said();
    faults().breakQueue();
    expect(await act('redeploy', id)).toMatchObject({ type: 'refused' });
    expect(await settings.connect(KEY)).toMatchObject({ type: 'refused' });
    const changed = { variables: variables(SECRET), options: stagesOnly('prepare', 'run') };
    expect(await settings.save(changed)).toMatchObject({ type: 'saved' });
    await logged('could not look at a repository after a save', start);
    const commit = await push('Push while the queue is full');
    await logged('could not note an event', start);
    await expectReady(commit);
  });
}
