import { createActivity } from '../../../local/activity';
import { parseEventFilter } from '../../../local/app/event-filter';
import { manualClock } from '../../../local/clock';
import { createEventDelivery, type ForgeEvent } from '../../../local/scheduler/event-delivery';

const CREATED = 'avi:bitbucket:created:pullrequest';

function setUp(answer: (event: ForgeEvent) => unknown = () => undefined) {
  const clock = manualClock(0);
  const activity = createActivity();
  const got: [string, ForgeEvent][] = [];
  const log: string[] = [];
  const delivery = createEventDelivery({
    clock,
    activity,
    log: (line) => log.push(line),
    triggers: [
      { key: 'all', functionKey: 'f', events: [CREATED], accepts: () => true },
      {
        key: 'others',
        functionKey: 'f',
        events: [CREATED],
        accepts: parseEventFilter('event?.selfGenerated != true'),
      },
    ],
    invoke: (trigger, event) => {
      got.push([trigger.key, event]);
      return Promise.resolve({ success: true, body: answer(event) });
    },
  });
  return { clock, activity, delivery, got, log };
}

it('delivers to each trigger that listens and whose filter agrees', () => {
  const { delivery, got } = setUp();
  expect(delivery.raise({ eventType: CREATED })).toHaveLength(2);
  expect(delivery.raise({ eventType: CREATED, selfGenerated: true })).toHaveLength(1);
  expect(delivery.raise({ eventType: 'avi:bitbucket:push:repository' })).toHaveLength(0);
  expect(got.map(([key]) => key)).toEqual(['all', 'others', 'all']);
});

it('drops an event of more than 200 kB', () => {
  const { delivery, log } = setUp();
  expect(delivery.raise({ eventType: CREATED, text: 'x'.repeat(200_000) })).toEqual([]);
  expect(log).toHaveLength(1);
});

it('calls a trigger that asks for it again, four times at most, and is busy meanwhile', async () => {
  const retry = { _retry: true, retryOptions: { retryAfter: 60, retryReason: 'r', retryData: 1 } };
  const { delivery, got, clock, activity, log } = setUp(() => retry);
  delivery.raise({ eventType: CREATED, selfGenerated: true });
  for (let n = 0; n < 10; n += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (n < 4) expect(activity.isIdle()).toBe(false);
    clock.advance(60_000);
  }
  expect(got).toHaveLength(5);
  expect(got.at(-1)?.[1].retryContext).toEqual({ retryCount: 4, retryReason: 'r', retryData: 1 });
  expect(log).toHaveLength(1);
  expect(activity.isIdle()).toBe(true);
});

describe('parseEventFilter', () => {
  it.each([
    ['event?.selfGenerated != true', {}, true],
    ['event?.selfGenerated != true', { selfGenerated: true }, false],
    ["event.push?.ref == 'main' && event.push?.closed != true", { push: { ref: 'main' } }, true],
    ['event?.push?.ref == "main"', {}, false],
    ['event.count == 2', { count: 2 }, true],
  ])('%s of %j is %s', (expression, event, expected) => {
    expect(parseEventFilter(expression)(event)).toBe(expected);
  });

  it('counts a missing property behind a full stop as an error, which drops the event', () => {
    const expression = 'event.selfGenerated != true';
    expect(parseEventFilter(expression)({})).toBe(false);
    expect(parseEventFilter(expression, 'RECEIVE_AND_LOG')({})).toBe(true);
    expect(parseEventFilter(expression)({ selfGenerated: false })).toBe(true);
  });

  it('refuses what it does not understand instead of letting everything through', () => {
    expect(() => parseEventFilter('event.a.length > 3')).toThrow('event.a.length > 3');
  });
});
