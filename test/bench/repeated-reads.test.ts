import type { RecordedCall } from '../../bench/harness/call-recorder';
import {
  repeatedInNextInvocation,
  repeatedInOneInvocation,
  repeatedWithinASecond,
} from '../../bench/harness/repeated-reads';

const SPACE = 'https://cloud.codesphere.com/api/workspaces/7';

let order = 0;

type Made = Pick<RecordedCall, 'kind' | 'method' | 'target'> & { key?: string };

/** An invocation of the consumer that makes these calls one after the other. */
function invocation(...made: Made[]): RecordedCall[] {
  const common = { function: 'reconcile', at: 0, status: 200 };
  const begun = ++order;
  const calls = made.map(({ key, ...call }): RecordedCall => ({
    ...{ ...common, ...call, begun: ++order, ended: ++order },
    ...(key === undefined ? {} : { row: { name: 'preview', key } }),
  }));
  const self = { kind: 'invocation', method: 'INVOKE', target: 'consumer/reconcile' } as const;
  return [{ ...common, ...self, begun, ended: ++order }, ...calls];
}

const read: Made = { kind: 'egress', method: 'GET', target: SPACE };
const write: Made = { kind: 'egress', method: 'PATCH', target: SPACE };
const poll: Made = { kind: 'egress', method: 'GET', target: `${SPACE}/status` };
const stored = (key: string): Made => ({
  kind: 'kvs',
  method: 'POST',
  target: '/api/v1/entity/get',
  key,
});

test('one read twice in an invocation is repeated, unless a write came between', () => {
  expect(repeatedInOneInvocation(invocation(read, poll, read))).toHaveLength(1);
  expect(repeatedInOneInvocation(invocation(read, write, read))).toEqual([]);
});

test('storage reads are told apart by their key', () => {
  expect(repeatedInOneInvocation(invocation(stored('a'), stored('b')))).toEqual([]);
  expect(repeatedInOneInvocation(invocation(stored('a'), stored('a')))).toHaveLength(1);
});

test('the same read in the next invocation is repeated, unless it is a poll or a write came first', () => {
  const calls = (...parts: Made[][]) => parts.flatMap((made) => invocation(...made));
  expect(repeatedInNextInvocation(calls([read], [read]))).toHaveLength(1);
  expect(repeatedInNextInvocation(calls([poll], [poll]))).toEqual([]);
  expect(repeatedInNextInvocation(calls([read, write], [read]))).toEqual([]);
  expect(repeatedInNextInvocation(calls([read], [], [read]))).toEqual([]);
  expect(repeatedInNextInvocation(calls([stored('a')], [stored('a')]))).toEqual([]);
});

test('a read is repeated within a second, unless it is a poll or of storage', () => {
  const later = (milliseconds: number, made: Made) =>
    invocation(made).map((call) => ({ ...call, at: milliseconds }));
  const calls = (made: Made, ...times: number[]) => times.flatMap((at) => later(at, made));
  expect(repeatedWithinASecond(calls(read, 0, 999))).toHaveLength(1);
  expect(repeatedWithinASecond(calls(read, 0, 1_000, 2_000))).toEqual([]);
  expect(repeatedWithinASecond(calls(poll, 0, 10))).toEqual([]);
  expect(repeatedWithinASecond(calls(stored('a'), 0, 10))).toEqual([]);
});

test('what was asked before an earlier answer came did not know it', () => {
  const [, first] = invocation(read) as [RecordedCall, RecordedCall];
  const beside = { ...first, begun: first.begun + 0.5 };
  const after = { ...first, begun: first.ended + 0.5 };
  expect(repeatedWithinASecond([first, beside])).toHaveLength(1);
  expect(repeatedWithinASecond([first, beside], { answered: true })).toEqual([]);
  expect(repeatedWithinASecond([first, beside, after], { answered: true })).toEqual([after]);
});
