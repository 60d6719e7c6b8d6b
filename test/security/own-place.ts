import { accountOf, bare, forge, type Place } from './forged-payload';
import type { MatrixSession } from './matrix-session';
import { stateAbout } from './whole-state';
import { CARD, isOfRepository, ROWS, SETTINGS, type Person } from './who-may-call';

/** Those who may call act at the place of the page and in their own name, whatever the payload says. */
export function testOwnPlace(session: () => MatrixSession): void {
  describe('who may acts at their own place and in their own name, whatever the payload says', () => {
    testReads(session);
    testSettings(session);
    testCard(session);
  });
}

function testReads(session: () => MatrixSession): void {
  const ofRepository = ROWS.filter(([module]) => isOfRepository(module));
  const readers = ofRepository
    .filter(([, , { does }]) => does !== 'write')
    .flatMap((row) => row[2].allowed.map((person) => [person, row[1], row] as const));

  test.each(readers)('%s, %s: of the place that the page belongs to', async (person, _, row) => {
    const { ask, places, shop, blank, marks } = session();
    const own = await ask(person, row, shop);
    expect(own.type).not.toBe('refused');
    // Else no answer could tell one place from the other.
    expect(named(marks, own).length > 0).toBe(row[2].does === 'read');
    for (const place of places) {
      expect(await ask(person, row, shop, forge(place))).toEqual(own);
    }
    // A repository without anything is where the answer of another would fit in.
    const ofBlank = await ask(person, row, blank);
    expect(named(marks, ofBlank)).toEqual([]);
    for (const place of places) {
      expect(await ask(person, row, blank, forge(place))).toEqual(ofBlank);
    }
  });
}

function testSettings(session: () => MatrixSession): void {
  const rows = ROWS.filter(([, name]) => name in SETTINGS);
  const forgedPlaces = ['shop', 'another', 'blank', 'elsewhere'] as const;

  test.each(forgedPlaces)(
    'ada, in the settings of another repository, naming %s',
    async (forged) => {
      const { running, invoke, record, blank, shop, elsewhere, marks } = session();
      const about = () => stateAbout(running.platform, [bare(shop), bare(elsewhere)]);
      const before = about();
      const payloads = {
        ...forge(session()[forged]),
        ...{ accountId: accountOf('will'), by: accountOf('will') },
      };
      const answers: Record<string, string> = {};
      let revision = 0;
      for (const row of rows) {
        const asked = { ...payloads, ...row[2].payload, revision };
        const answer = await invoke('ada', row, blank, asked);
        answers[row[1]] = answer.type;
        expect(named(marks, answer)).toEqual([]);
        revision = answer.view?.revision ?? revision;
        if (row[1] === 'saveSettings') {
          expect(record(`repository/${bare(blank)}`)).toMatchObject({
            updatedBy: accountOf('ada'),
            connection: { setBy: accountOf('ada') },
          });
        }
      }
      await running.idle();
      expect(answers).toEqual({
        loadSettings: 'view',
        connect: 'saved',
        saveSettings: 'saved',
        // One is connected already.
        useConnection: 'invalid',
        parseDotenv: 'parsed',
        disconnect: 'saved',
      });
      expect(about()).toEqual(before);
    },
  );
}

function testCard(session: () => MatrixSession): void {
  const rows = ROWS.filter(([, name]) => name in CARD);

  /** Calls each function of the shop's card once for each other place that a payload may name. */
  async function callAll(person: Person): Promise<Record<string, string[]>> {
    const { running, ask, shop, another, blank, elsewhere } = session();
    const marks = await marksOfCard(session(), another);
    const answers: Record<string, string[]> = {};
    for (const row of rows) {
      for (const place of [another, blank, elsewhere]) {
        const answer = await ask(person, row, shop, forge(place));
        (answers[row[1]] ??= []).push(answer.type);
        expect(named(marks, answer)).toEqual([]);
        // Asked for all at once, the last may be done only a minute later.
        await running.idle();
      }
    }
    return answers;
  }

  test.each(['ada', 'will'] as const)('%s, in the card', async (person) => {
    const { running, record, shop, another, blank, elsewhere } = session();
    const id = another.pullRequestId;
    const elsewhereThan = () =>
      stateAbout(running.platform, [
        ...[`${bare(another)}:pr-${id}`, `preview-pr-${id}-`],
        ...[bare(blank), bare(elsewhere)],
      ]);
    const before = elsewhereThan();
    expect(before.length).toBeGreaterThan(1);
    const each = (type: string) => Array<string>(3).fill(type);
    expect(await callAll(person)).toEqual({
      ...{ readCard: each('card'), readHistory: each('history'), readLog: each('log') },
      ...{ keep: each('card'), keepNoLonger: each('card') },
      ...{ extend: each('card'), redeploy: each('card'), deletePreview: each('card') },
      ...{ cancelDeployment: each('card'), answerCommand: each('card') },
      // There is no commit of a fork to approve.
      approveCommit: each('refused'),
      // And no report to decide about.
      actOnReport: each('refused'),
    });
    expect(elsewhereThan()).toEqual(before);
    expect(record(`preview/${bare(shop)}:pr-1`)).toMatchObject({
      state: { type: 'deleted', reason: { why: 'deleted', by: accountOf(person) } },
    });
  });
}

/** What the card of a preview that is ready shows of itself alone. */
async function marksOfCard({ ask }: MatrixSession, place: Place): Promise<string[]> {
  const { card } = await ask('ada', ['preview-card', 'readCard', CARD.readCard], place);
  return [card!.commit!.short, card!.url!, card!.providerPage!.url];
}

/** Those of the words that an answer names. */
export function named(words: string[], answer: unknown): string[] {
  const text = JSON.stringify(answer);
  return words.filter((word) => text.includes(word));
}
