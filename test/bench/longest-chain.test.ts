import type { RecordedCall } from '../../bench/harness/call-recorder';
import { longestChain } from '../../bench/harness/longest-chain';

function call(target: string, begun: number, ended: number): RecordedCall {
  return { kind: 'kvs', method: 'POST', target, begun, ended, at: 0, status: 200 };
}

const targets = (calls: RecordedCall[]) => calls.map(({ target }) => target);

test('calls under way at the same time are one round trip', () => {
  const last = call('create', 9, 10);
  const calls = [call('push', 1, 2), call('read', 3, 7), call('also read', 4, 8), last];
  expect(longestChain(calls, last)).toHaveLength(3);
});

test('calls that wait for each other each count', () => {
  const last = call('create', 5, 6);
  const calls = [call('push', 1, 2), call('read', 3, 4), last, call('later', 7, 8)];
  expect(targets(longestChain(calls, last))).toEqual(['push', 'read', 'create']);
});

test('a call that had not ended when the last began is not before it', () => {
  const last = call('create', 3, 6);
  expect(
    targets(longestChain([call('read', 1, 4), call('push', 2, Infinity), last], last)),
  ).toEqual(['create']);
});
