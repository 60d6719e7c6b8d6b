import { eventually } from '../end-to-end/eventually';
import { REPOSITORY, type CanarySession } from './canary-session';
import { CANARIES, ECHO_NO_RUN, ECHO_SILENT, ECHO_WELL, SECRET } from './canary-values';
import { tracesIn } from './traces';

/** How a deployment goes wrong, and what a person does about it. */
export function testDeployments(session: () => CanarySession): void {
  let id: number;
  const machines = () => JSON.stringify(session().machines(id));

  async function push(ciYml: string): Promise<void> {
    const { clone } = session();
    await clone.commit('Try something else', { 'ci.yml': ciYml });
    await clone.push();
  }

  async function expectFailure(words: RegExp): Promise<string | undefined> {
    const card = await session().settled(id);
    expect(card).toMatchObject({ title: 'Failed' });
    expect(card.failure?.message).toMatch(words);
    return card.failure?.logTail?.join('\n');
  }

  test('a stage run that fails', async () => {
    ({ id } = await session().open('deployments', ECHO_NO_RUN));
    const tail = await expectFailure(/^Run failed/);
    expect(tail).toContain('[SECRET]');
    expect(tail).toContain('[LINES]');
  });

  test('an app that never answers', async () => {
    const { canary } = session();
    await push(ECHO_SILENT);
    await eventually(async () => {
      const { steps } = await canary.client.card(REPOSITORY, id);
      const under = steps.some(
        ({ title, state }) => title === 'Check that it answers' && state === 'running',
      );
      return under || undefined;
    });
    // It is given two minutes.
    canary.skip(120);
    await expectFailure(/its address still answers 502/);
  });

  test('a commit that cannot be fetched', async () => {
    const { controls } = session().canary.platform.codesphere;
    controls.behave({ gitDisconnected: true });
    await push(ECHO_WELL);
    await expectFailure(/fetch|commit/i);
    controls.behaveNormally();
  });

  test('the app is killed while it has all values, and goes on', async () => {
    const { canary, act, settled } = session();
    const start = canary.said.length;
    let killed = 0;
    canary.intercept(async (request, proceed) => {
      const answer = await proceed();
      const isMeant = request.method === 'GET' && request.url.endsWith('/env-vars');
      if (isMeant && killed === 0) killed = canary.killApp();
      return answer;
    });
    expect(await act('redeploy', id)).toMatchObject({ type: 'card' });
    expect(await settled(id)).toMatchObject({ title: 'Ready' });
    canary.intercept();
    expect(killed).toBeGreaterThan(0);
    expect(canary.said.slice(start).join('\n')).toContain('ended before it answered');
    expect(session().machines(id)).toHaveLength(1);
  });

  test('somebody deletes it and deploys it anew', async () => {
    const { canary, act, settled } = session();
    expect(tracesIn({ machines: machines() }, [SECRET])).not.toEqual([]);
    await act('deletePreview', id);
    expect(await settled(id)).toMatchObject({ title: 'Removed' });
    expect(tracesIn({ machines: machines() }, CANARIES)).toEqual([]);
    const [comment] = await canary.client.comments(REPOSITORY, id);
    expect(comment?.content.raw).toContain('deleted the preview');
    await act('redeploy', id);
    expect(await settled(id)).toMatchObject({ title: 'Ready' });
    expect(tracesIn({ machines: machines() }, [SECRET])).not.toEqual([]);
  });
}
