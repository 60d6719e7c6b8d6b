import { stagesOnly } from '../fixtures/codesphere/chosen-fields';
import type { SettingsForm } from '../../src/contract';
import { REPOSITORY, type CanarySession } from './canary-session';
import { CANARIES, ECHO_WELL, PASTED, SECRET, variables } from './canary-values';
import { tracesIn } from './traces';

/** What an admin changes while previews run. */
export function testSettings(session: () => CanarySession): void {
  let id: number;
  const running = () => tracesIn({ machines: JSON.stringify(session().machines(id)) }, [SECRET]);

  async function save(changes: Partial<SettingsForm>) {
    const options = { ...stagesOnly('prepare', 'run'), ...changes.options };
    const form = { variables: variables(SECRET), ...changes, options };
    expect(await session().settings.save(form)).toMatchObject({ type: 'saved' });
    return session().settled(id);
  }

  test('another team', async () => {
    ({ id } = await session().open('settings', ECHO_WELL));
    expect(await save({})).toMatchObject({ title: 'Ready' });
    const [before] = session().machines(id);
    expect(await save({ options: { team: '2' } })).toMatchObject({ title: 'Ready' });
    const machines = session().machines(id);
    expect(machines).toMatchObject([{ workspace: { teamId: 2 } }]);
    expect(machines[0]?.workspace.id).not.toBe(before?.workspace.id);
    expect(running()).not.toEqual([]);
  });

  test('another plan, and back to the first team', async () => {
    expect(await save({ options: { team: '2', plan: '9' } })).toMatchObject({ title: 'Ready' });
    expect(session().machines(id)).toMatchObject([{ workspace: { teamId: 2, planId: 9 } }]);
    expect(await save({})).toMatchObject({ title: 'Ready' });
    expect(session().machines(id)).toMatchObject([{ workspace: { teamId: 1, planId: 8 } }]);
    expect(running()).not.toEqual([]);
  });

  test('previews switched off, and on again', async () => {
    await save({ enabled: false });
    expect(session().machines(id)).toEqual([]);
    // The values stay in the secret store, for when they are switched on.
    expect(tracesIn({ kept: session().kept() }, [SECRET])).not.toEqual([]);
    const [comment] = await session().canary.client.comments(REPOSITORY, id);
    expect(comment?.content.raw).toContain('switched off');
    expect(await save({})).toMatchObject({ title: 'Ready' });
    expect(running()).not.toEqual([]);
  });

  test('a .env file that is read and not saved', async () => {
    // The one answer that may hold secret values: those that its caller sent with the same call.
    const { entries } = await session().canary.unheard.invoke<{ entries: object[] }>({
      ...{ user: 'ada', module: 'settings-page', repository: REPOSITORY },
      ...{ function: 'parseDotenv', payload: { text: `A=${PASTED}\nB='${PASTED}\n= no` } },
    });
    expect(tracesIn({ entries: JSON.stringify(entries) }, [PASTED])).not.toEqual([]);
    expect(tracesIn({ entries: JSON.stringify(entries) }, without(PASTED))).toEqual([]);
    expect(tracesIn({ kept: session().kept() }, [PASTED])).toEqual([]);
  });
}

const without = (one: string) => CANARIES.filter((canary) => canary !== one);
