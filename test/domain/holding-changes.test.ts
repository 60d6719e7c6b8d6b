import type { Holding } from '../../src/domain/holding';
import { givingWay, gone, leaving, outdating } from '../../src/domain/holding-changes';
import { COMMIT, ENVIRONMENT, holdingOf, NEWER, NOW, perhapsAt } from './preview-fixture';

const OTHER = { ...ENVIRONMENT, id: '43' };
const ours = holdingOf(ENVIRONMENT);
const older: Holding = { state: 'older', environment: OTHER, commit: NEWER };
const going = (environment: typeof ENVIRONMENT): Holding => ({
  state: 'going',
  environment,
  since: NOW,
});
const give = (holdings: Holding[], commit?: string) =>
  givingWay(holdings, { commit, place: ENVIRONMENT.place, now: NOW });

test('what runs a commit stays up while another one is made', () => {
  expect(give([ours], COMMIT)).toEqual([
    { state: 'older', environment: ENVIRONMENT, commit: COMMIT },
  ]);
});

test('what is not ready goes, and what was before it stays up', () => {
  expect(give([ours, older])).toEqual([going(ENVIRONMENT), older]);
});

test('there is one older one at most', () => {
  expect(give([ours, older], COMMIT)).toEqual([
    { state: 'older', environment: ENVIRONMENT, commit: COMMIT },
    going(OTHER),
  ]);
});

test('what was left running there goes, and nothing elsewhere', () => {
  const here: Holding = { state: 'released', place: '1', environment: OTHER };
  const unseen: Holding = { state: 'released', place: '1' };
  const elsewhere: Holding = { state: 'released', place: '2', environment: OTHER };
  expect(give([here, unseen, elsewhere])).toEqual([
    going(OTHER),
    { ...perhapsAt('1', NOW), since: NOW },
    elsewhere,
  ]);
});

test('once another one is ready, or nothing is wanted any more, the older one goes', () => {
  expect(outdating([ours, older], NOW)).toEqual([ours, going(OTHER)]);
  expect(leaving([ours, older], NOW)).toEqual([going(ENVIRONMENT), going(OTHER)]);
});

test('one that was replaced and is gone is forgotten, and what runs never is', () => {
  expect(gone([ours, older], OTHER.id)).toEqual([ours]);
  expect(gone([ours, older], ENVIRONMENT.id)).toEqual([ours, older]);
});
