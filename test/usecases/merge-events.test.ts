import { createEventMerger } from '../../src/usecases/merge-events';
import { KEY, NOW } from '../domain/preview-fixture';

const OTHER = { ...KEY, pullRequestId: KEY.pullRequestId + 1 };

/** What becomes of events of one pull request at these times, each pushed unless it was merged. */
function deliveries(times: number[]) {
  const merger = createEventMerger();
  return times.map((after) => {
    const delivery = merger.deliveryOf(KEY, NOW + after);
    if (delivery) merger.notePushed(KEY, NOW + after, delivery);
    return delivery;
  });
}

test('events that are apart are pushed at once', () => {
  expect(deliveries([0, 2_000, 4_500])).toEqual([{}, {}, {}]);
});

test('of a burst one message goes at once and one later, which the others are merged into', () => {
  const later = { delaySeconds: 2, readAfter: NOW + 2_010 };
  expect(deliveries([0, 10, 20, 900, 1_509])).toEqual([{}, later, undefined, undefined, undefined]);
});

test('an event just before that message is due gets one of its own', () => {
  const [, , third] = deliveries([0, 10, 1_510]);
  expect(third).toEqual({ delaySeconds: 2, readAfter: NOW + 3_510 });
});

test('500 events within three seconds make three messages', () => {
  const times = Array.from({ length: 500 }, (_, index) => index * 6);
  expect(deliveries(times).filter(Boolean)).toHaveLength(3);
});

test('nothing is merged into a message that was never pushed, nor into that of another', () => {
  const merger = createEventMerger();
  expect(merger.deliveryOf(KEY, NOW)).toEqual({});
  expect(merger.deliveryOf(KEY, NOW + 1)).toEqual({});
  merger.notePushed(KEY, NOW + 1, {});
  expect(merger.deliveryOf(OTHER, NOW + 2)).toEqual({});
});

test('a clock that was set back merges nothing', () => {
  const [, , back] = deliveries([0, 10, -60_000]);
  expect(back).toEqual({});
});
