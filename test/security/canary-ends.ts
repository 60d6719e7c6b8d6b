import type { HistoryResult } from '../../src/contract';
import { eventually } from '../end-to-end/eventually';
import { REPOSITORY, type CanarySession } from './canary-session';
import { CANARIES, ECHO_ON, ECHO_WELL } from './canary-values';
import { tracesIn } from './traces';

/** What ends a deployment, or a preview, before somebody asks for that. */
export function testEnds(session: () => CanarySession): void {
  let pushed: { id: number; commit: string };

  test('a push that supersedes a deployment under way', async () => {
    const { canary, clone, settled, act, open } = session();
    pushed = await open('superseded', ECHO_ON);
    const { id, commit } = pushed;
    await eventually(async () => {
      const { steps } = await canary.client.card(REPOSITORY, id);
      const under = steps.some(({ title, state }) => title === 'Prepare' && state === 'running');
      return under || undefined;
    });
    const next = await clone.commit('Print it and go on', { 'ci.yml': ECHO_WELL });
    await clone.push();
    expect(await settled(id)).toMatchObject({
      title: 'Ready',
      commit: { short: next.slice(0, 7), latest: true },
    });
    expect(await canary.client.status(REPOSITORY, commit)).toMatchObject({
      state: 'STOPPED',
      description: `Superseded by ${next.slice(0, 7)}`,
    });
    const history = (await act('readHistory', id)) as unknown as HistoryResult;
    const lines = history.type === 'history' ? history.lines.map(({ text }) => text) : [];
    expect(lines).toContain(`${next.slice(0, 7)} is ready.`);
    expect(lines.filter((line) => line.startsWith(commit.slice(0, 7)))).toEqual([]);
  });

  test('a merge', async () => {
    await expectEnd(pushed.id, 'merge', 'The pull request was merged.');
  });

  test('a decline', async () => {
    await expectEnd(1, 'decline', 'The pull request was declined.');
  });

  async function expectEnd(id: number, how: 'merge' | 'decline', message: string) {
    const { canary, settled, close, machines } = session();
    expect(tracesIn({ machines: JSON.stringify(machines(id)) }, CANARIES)).not.toEqual([]);
    await close(id, how);
    expect(await settled(id)).toMatchObject({ title: 'Removed', message });
    expect(machines(id)).toEqual([]);
    const [comment] = await canary.client.comments(REPOSITORY, id);
    expect(comment?.content.raw).toContain(message);
  }
}
