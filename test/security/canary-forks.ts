import { stagesOnly } from '../fixtures/codesphere/chosen-fields';
import { cloneRepository } from '../end-to-end/git-clone';
import { REPOSITORY, type CanarySession } from './canary-session';
import { CANARIES, ECHO, ECHO_WELL, SECRET, variables } from './canary-values';
import { tracesIn } from './traces';

const FORK = `${REPOSITORY}-fork`;

/** A fork's commits run only when somebody approves them, and never with anything secret. */
export function testForks(session: () => CanarySession): void {
  let id: number;
  let first: string;

  /** Approves a commit as will. */
  const approve = (commit: string | undefined) => session().act('approveCommit', id, { commit });

  /** The only environment of the fork's pull request; it has what forks get, and nothing secret. */
  function harmlessMachine() {
    const [machine, ...others] = session().machines(id);
    expect(others).toEqual([]);
    expect(machine?.workspace.gitUrl).toContain(FORK);
    expect(JSON.stringify(machine)).toContain('Hello forks');
    expect(tracesIn({ machine: JSON.stringify(machine) }, CANARIES)).toEqual([]);
  }

  test('a fork that prints what it knows, and knows nothing secret', async () => {
    const { canary, settings, settled } = session();
    await canary.client.rest('ada', 'POST', `/repositories/${REPOSITORY}/forks`, {
      workspace: { slug: 'demo' },
      name: 'canary-fork',
    });
    const fork = await cloneRepository(canary.client.url, FORK);
    await fork.branch('outside');
    first = await fork.commit('Print everything', { 'ci.yml': ECHO });
    await fork.push();
    await fork.remove();
    const source = { branch: { name: 'outside' }, repository: { full_name: FORK } };
    await settings.save({
      variables: variables(SECRET),
      options: { ...stagesOnly('prepare', 'run'), 'rules.private-forks': 'approved' },
    });
    id = await canary.client.openPullRequest(REPOSITORY, 'outside', { source });
    const { approvable } = await settled(id);
    expect(approvable?.commit).toBe(first);
    expect(await approve(first)).toMatchObject({ type: 'card' });
    const card = await settled(id);
    expect(card.title).toBe('Failed');
    expect(card.failure?.logTail?.join('\n')).toContain('GREETING=');
    harmlessMachine();
  });

  test('a second push to it, which voids the approval', async () => {
    const { canary, settled, machines } = session();
    const fork = await cloneRepository(canary.client.url, FORK);
    await fork.git('checkout', '--quiet', 'outside');
    const second = await fork.commit('Print it again', { 'ci.yml': ECHO_WELL });
    await fork.push();
    await fork.remove();
    expect(await settled(id)).toMatchObject({ title: 'On hold', approvable: { commit: second } });
    expect(machines(id)).toEqual([]);
    expect(await approve(first)).toMatchObject({ type: 'refused' });
    expect(await approve(second)).toMatchObject({ type: 'card' });
    expect(await settled(id)).toMatchObject({ title: 'Ready', commit: { latest: true } });
    harmlessMachine();
  });
}
