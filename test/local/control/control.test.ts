import * as v from 'valibot';
import { createActivity } from '../../../local/activity';
import { createCallLog } from '../../../local/call-log';
import { manualClock } from '../../../local/clock';
import { createControl } from '../../../local/control/control';
import type { ResolverAnswer, ResolverCall } from '../../../local/control/invoke-resolver';
import type { ForgeEvent } from '../../../local/scheduler/event-delivery';

const SWITCHES = v.strictObject({ isSlow: v.boolean() });

function setUp(answer: ResolverAnswer = { result: { fine: true } }) {
  const activity = createActivity();
  const clock = manualClock(0);
  const calls = createCallLog(clock);
  const raised: ForgeEvent[] = [];
  const ran: string[] = [];
  const behaviour = { isSlow: false };
  const invoked: ResolverCall[] = [];
  const control = createControl({
    ...{ activity, calls, clock },
    standIns: {
      bakery: {
        behaviour,
        behave: (changes) => void Object.assign(behaviour, v.parse(SWITCHES, changes)),
      },
    },
    raise(event) {
      raised.push(event);
      return ['one'];
    },
    runScheduled: (key) => (key === 'sweep' ? Promise.resolve(void ran.push(key)) : undefined),
    prepareUninstall: () => Promise.resolve(void ran.push('uninstall')),
    invokeResolver(call) {
      invoked.push(call);
      return Promise.resolve(answer);
    },
  });
  const send = (path: string, body?: unknown) =>
    control.handle(
      new Request(`http://127.0.0.1:1/_local${path}`, {
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
        headers: { 'content-type': 'application/json' },
      }),
    );
  return { activity, calls, clock, raised, ran, invoked, send };
}

it('raises an event and names its invocations', async () => {
  const { send, raised } = setUp();
  const response = await send('/events', { eventType: 'avi:x', more: 1 });
  expect([response.status, await response.json()]).toEqual([202, { invocations: ['one'] }]);
  expect(raised).toEqual([{ eventType: 'avi:x', more: 1 }]);
  expect((await send('/events', { more: 1 })).status).toBe(400);
});

it('runs a schedule, and knows which there are', async () => {
  const { send, ran } = setUp();
  expect((await send('/scheduled/sweep', {})).status).toBe(200);
  expect((await send('/scheduled/unknown', {})).status).toBe(404);
  expect(ran).toEqual(['sweep']);
});

it('calls what the app does before it is uninstalled', async () => {
  const { send, ran } = setUp();
  expect((await send('/uninstall', {})).status).toBe(200);
  expect(ran).toEqual(['uninstall']);
});

it('sets the switches of a stand-in, and shows them', async () => {
  const { send } = setUp();
  const set = await send('/providers/bakery', { isSlow: true });
  expect([set.status, await set.json()]).toEqual([200, { isSlow: true }]);
  const odd = await send('/providers/bakery', { isFast: true });
  expect([odd.status, await odd.text()]).toEqual([400, expect.stringContaining('isSlow')]);
  expect(await (await send('/providers/bakery')).json()).toEqual({ isSlow: true });
  for (const name of ['nobody', 'toString']) {
    expect((await send(`/providers/${name}`)).status).toBe(404);
  }
});

it('tells the time, and moves it on', async () => {
  const { send, clock } = setUp();
  let isDue = false;
  clock.after(3_600_000, () => (isDue = true));
  expect(await (await send('/clock')).json()).toEqual({ now: '1970-01-01T00:00:00.000Z' });
  expect(await (await send('/clock', { advance: 7200 })).json()).toEqual({
    now: '1970-01-01T02:00:00.000Z',
  });
  expect(isDue).toBe(true);
  expect((await send('/clock', { advance: -1 })).status).toBe(400);
});

const place = { user: 'ada', module: 'm', repository: 'demo/shop', function: 'f', payload: 1 };

it('calls a module of a workspace, and asks for one place', async () => {
  const { send, invoked } = setUp();
  const { repository: _, ...nowhere } = place;
  await send('/invoke', { ...nowhere, workspace: 'demo' });
  expect(invoked).toEqual([{ ...nowhere, workspace: 'demo' }]);
  expect((await send('/invoke', nowhere)).status).toBe(400);
  expect((await send('/invoke', { ...place, workspace: 'demo' })).status).toBe(400);
});

it('answers what a resolver answers, or its error', async () => {
  const { send, invoked } = setUp();
  expect(await (await send('/invoke', { ...place, pullRequest: 4 })).json()).toEqual({
    fine: true,
  });
  expect(invoked).toEqual([{ ...place, pullRequest: 4 }]);
  const failing = setUp({ error: 'no' });
  expect(await (await failing.send('/invoke', place)).json()).toEqual({ error: 'no' });
  const refused = await send('/invoke', { ...place, repository: 'shop' });
  expect(refused.status).toBe(400);
});

it('shows calls after a number', async () => {
  const { send, calls } = setUp();
  for (const target of ['a', 'b']) calls.begin({ kind: 'kvs', method: 'POST', target })(200);
  expect(await (await send('/calls?since=1')).json()).toMatchObject([{ n: 2, target: 'b' }]);
});

it('waits for rest', async () => {
  const { send, activity } = setUp();
  const done = activity.begin('an event');
  const early = await send('/idle?timeout=0.05');
  expect(early.status).toBe(504);
  expect(await early.json()).toEqual({ idle: false, pending: ['an event'] });
  const waiting = send('/idle?timeout=10');
  done();
  expect((await waiting).status).toBe(200);
});
