import type { Preview } from '../../src/domain/preview';
import type { RunningPlatform } from '../end-to-end/run-platform';
import { accountOf, bare, forge, type Place } from './forged-payload';
import type { MatrixSession } from './matrix-session';
import { stateAbout } from './whole-state';

const FORK = 'otto/shop';

/** Who approves does so for the pull request of the page and in their own name, whatever the payload says. */
export function testOwnApproval(session: () => MatrixSession): void {
  describe('who may approves at their own place and in their own name', () => {
    let own: Place;
    /** From the same fork, and open at the same commit. */
    let other: Place;
    let commit: string;

    beforeAll(async () => {
      const { running, shop } = session();
      commit = await pushToFork(running, 'outside');
      const branch = { name: 'outside-too', target: { hash: commit } };
      await running.rest('otto', 'POST', `/repositories/${FORK}/refs/branches`, branch);
      own = { ...shop, pullRequestId: await openFromFork(running, 'outside') };
      other = { ...shop, pullRequestId: await openFromFork(running, 'outside-too') };
      await running.idle();
    });

    test.each(['other', 'another', 'blank', 'elsewhere'] as const)('naming %s', async (named) => {
      const { running, invoke, record, another, blank, elsewhere } = session();
      const recordOf = (place: Place) =>
        record<Preview>(`preview/${bare(place)}:pr-${place.pullRequestId}`);
      const words = [other, another].flatMap((place) => [
        ...[`${bare(place)}:pr-${place.pullRequestId}`, `preview-pr-${place.pullRequestId}-`],
      ]);
      const aboutOthers = () =>
        stateAbout(running.platform, [...words, bare(blank), `${bare(elsewhere)}:`]);
      const before = aboutOthers();
      const { history } = recordOf(own);
      expect(recordOf(other)).toMatchObject({ state: { type: 'none', reason: { why: 'fork' } } });
      expect(recordOf(other).pullRequest.commit).toBe(commit);

      const forged = forge({ other, another, blank, elsewhere }[named]);
      const row = ['preview-card', 'approveCommit'] as const;
      const answer = await invoke('will', row, own, { ...forged, commit });
      expect(answer.type).toBe('card');
      await running.idle();

      const { state, approval, history: after } = recordOf(own);
      expect([state.type, approval]).toMatchObject(['ready', { commit, by: accountOf('will') }]);
      const text = `Commit ${commit.slice(0, 7)} of the fork was approved.`;
      const approvals = after.slice(history.length).filter((one) => one.text === text);
      expect(approvals).toEqual([expect.objectContaining({ by: accountOf('will') })]);
      expect(aboutOthers()).toEqual(before);
    });
  });
}

/** Commits to a branch of the fork, as its owner; answers the whole hash. */
function pushToFork(running: RunningPlatform, branch: string): Promise<string> {
  const message = 'Change the style';
  const files = { 'public/outside.css': '/* outside */' };
  return running.commit('otto', { repository: FORK, branch, message, files });
}

async function openFromFork(running: RunningPlatform, branch: string): Promise<number> {
  const source = { branch: { name: branch }, repository: { full_name: FORK } };
  const path = '/repositories/demo/shop/pullrequests';
  return (await running.rest<{ id: number }>('otto', 'POST', path, { title: branch, source })).id;
}
