import type { RecordedCall } from '../../bench/harness/call-recorder';
import { mostCallsOut } from '../../bench/harness/calls-out';
import { countLines } from '../../bench/harness/log-line-watch';

const call = (kind: RecordedCall['kind'], invocation: number, name = 'reconcile') => ({
  ...{ kind, method: 'GET', target: 'somewhere', begun: 0, ended: 1, at: 0, status: 200 },
  ...{ invocation, function: name },
});

test('calls to other hosts are counted by the invocation that made them, not by their order', () => {
  const calls = [
    ...[call('bitbucket', 1), call('egress', 2, 'sweep'), call('egress', 1), call('egress', 2)],
    ...[call('bitbucket', 2), call('kvs', 1), call('kvs', 1), call('queue', 1)],
  ];
  expect(mostCallsOut(calls)).toMatchObject({ function: 'sweep', calls: { length: 3 } });
});

test('without a call to another host the most is none', () => {
  expect(mostCallsOut([call('kvs', 1)])).toEqual({ function: '', calls: [] });
});

test('lines are counted anew for each invocation, however they are cut into chunks', () => {
  const seen: number[] = [];
  const count = countLines((lines) => seen.push(lines));
  count.begin();
  for (const chunk of ['one\ntwo\nth', 'ree\n', 'four']) count.write(chunk);
  count.begin();
  count.write('\n');
  expect(seen).toEqual([2, 3, 1]);
});
