import { previewOfPullRequest, getPullRequest } from '../../../src/domain/preview-key';
import { createEventMerger } from '../../../src/usecases/events/merge-events';
import { KEY, NOW } from '../../domain/preview-fixture';

const OTHER = previewOfPullRequest(KEY, getPullRequest(KEY).pullRequestId + 1);

/** What becomes of events of one pull request at these times, each pushed unless it was merged. */
function deliveries(times: number[]) {
  const merger = createEventMerger();
  return times.map((after) => {
    const delivery = merger.deliveryOf(KEY, NOW + after);
    if (delivery) merger.notePushed(KEY, NOW + after, delivery);
    return delivery;
  });
}

/** Half a second is left for clocks that differ. */
const atOnce = (after: number) => ({
  ...{ delaySeconds: 0, readAfter: NOW + after + 500, burst: false },
});
const later = (readAfter: number) => ({
  ...{ delaySeconds: 2, readAfter: NOW + readAfter, burst: true },
});

test('events that are apart are pushed at once', () => {
  expect(deliveries([0, 2_000, 4_500])).toEqual([0, 2_000, 4_500].map(atOnce));
});

test('of a burst one message goes at once and one later, which the others are merged into', () => {
  expect(deliveries([0, 10, 20, 900, 1_499])).toEqual([
    ...[atOnce(0), later(2_000)],
    ...[undefined, undefined, undefined],
  ]);
});

test('an event just before that message is due gets one of its own', () => {
  const [, , third] = deliveries([0, 10, 1_500]);
  expect(third).toEqual(later(3_000));
});

test('processes that push for a burst within the same second ask for the same read', () => {
  const [, one] = deliveries([0, 10]);
  const [, other] = deliveries([300, 990]);
  const [, nextSecond] = deliveries([300, 1_000]);
  expect(other).toEqual(one);
  expect(nextSecond).toEqual(later(3_000));
});

test('500 events within three seconds make four messages', () => {
  const times = Array.from({ length: 500 }, (_, index) => index * 6);
  expect(deliveries(times).filter(Boolean)).toHaveLength(4);
});

test('nothing is merged into a message that was never pushed, nor into that of another', () => {
  const merger = createEventMerger();
  expect(merger.deliveryOf(KEY, NOW)).toEqual(atOnce(0));
  expect(merger.deliveryOf(KEY, NOW + 1)).toEqual(atOnce(1));
  merger.notePushed(KEY, NOW + 1, atOnce(1));
  expect(merger.deliveryOf(OTHER, NOW + 2)).toEqual(atOnce(2));
});

test('a clock that was set back merges nothing', () => {
  const [, , back] = deliveries([0, 10, -60_000]);
  expect(back).toEqual(atOnce(-60_000));
});
