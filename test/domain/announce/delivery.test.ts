import {
  expecting,
  failed,
  taken,
  withAnswersLost,
  type Attempt,
} from '../../../src/domain/announce/delivery';
import { isOwed, mayBeGreen, type Message } from '../../../src/domain/announce/outbox';
import { NOW } from '../preview-fixture';

const ready: Message = { surface: 's', address: 'a', content: 'ready', green: true };
const begun: Message = { surface: 's', address: 'a', content: 'begun' };

function attempt(code: 'bitbucket-refused' | 'bitbucket-unreachable'): Attempt {
  const failure = { code, kind: 'transient', mendedBy: 'time', message: 'm', remedy: 'r' } as const;
  return { failure, now: NOW, messages: [ready], isClosed: false };
}
const said = taken([], begun, { now: NOW });

test('a refusal leaves known what was known before', () => {
  const [entry] = failed(expecting(said, [ready]), ready, attempt('bitbucket-refused'));
  expect(entry).toEqual({ ...said[0], trouble: expect.objectContaining({ tries: 1 }) as object });
});

test('after a lost answer either message may be shown', () => {
  const lost = failed(expecting(said, [ready]), ready, attempt('bitbucket-unreachable'));
  expect(lost.some(mayBeGreen)).toBe(true);
  expect(isOwed(lost, begun)).toBe(true);
  expect(isOwed(lost, ready)).toBe(true);
  expect(taken(lost, begun, { now: NOW })).toEqual(said);
});

test('what a look that was cut off was about to send may be shown, also after a later refusal', () => {
  const cutOff = withAnswersLost(expecting([], [ready]));
  const asked = expecting(cutOff, [ready]);
  // The record says all of it already: no write.
  expect(asked).toEqual(cutOff);
  expect(failed(asked, ready, attempt('bitbucket-refused')).some(mayBeGreen)).toBe(true);
  const own = failed(expecting([], [ready]), ready, attempt('bitbucket-refused'));
  expect(own.some(mayBeGreen)).toBe(false);
});
