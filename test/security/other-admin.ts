import { bare, forge } from './forged-payload';
import type { MatrixSession } from './matrix-session';
import { named } from './own-place';
import { stateAbout } from './whole-state';
import { isOfRepository, ROWS } from './who-may-call';

/** Otto may do everything in his own repository, and nothing in the demo's. */
export function testOtherAdmin(session: () => MatrixSession): void {
  describe('an admin of another repository cannot reach this one by naming it', () => {
    const rows = ROWS.filter(([module]) => isOfRepository(module));
    const reads = rows.filter(([, , { does }]) => does === 'read');

    test.each(reads.map((row) => [row[1], row] as const))('%s', async (_name, row) => {
      const { ask, places, elsewhere, marks } = session();
      const own = await ask('otto', row, elsewhere);
      for (const place of places) {
        const answer = await ask('otto', row, elsewhere, forge(place));
        expect(answer).toEqual(own);
        expect(named(marks, answer)).toEqual([]);
      }
    });

    test.each(['shop', 'another', 'blank'] as const)('all of them, naming %s', async (forged) => {
      const { running, invoke, shop, blank, elsewhere, marks } = session();
      const about = () => stateAbout(running.platform, [bare(shop), bare(blank)]);
      const before = about();
      let revision = 0;
      const answers: Record<string, string> = {};
      for (const row of rows) {
        const asked = { ...forge(session()[forged]), ...row[2].payload, revision };
        const answer = await invoke('otto', row, elsewhere, asked);
        answers[row[1]] = answer.type;
        revision = answer.view?.revision ?? revision;
        expect(named(marks, answer)).toEqual([]);
      }
      expect(answers).toMatchObject({
        ...{ loadSettings: 'view', connect: 'saved', saveSettings: 'saved', disconnect: 'saved' },
        readHistory: 'history',
        readLog: 'log',
      });
      // Not waited for: where the app is not installed it tries for minutes to see what it may not.
      expect(about()).toEqual(before);
    });
  });
}
