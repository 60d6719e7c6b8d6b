import { parseMessage, type PreviewMessage } from '../../src/domain/message';
import { KEY } from './preview-fixture';

const event: PreviewMessage = { key: KEY, cause: 'pull-request', readAfter: 5, connection: 'web' };

test('a message that comes again is the check that its look planned', () => {
  const again = { retryCount: 3, retryData: { check: 17 } };
  expect(parseMessage(event, again)).toEqual({
    key: KEY,
    cause: 'check',
    check: 17,
    carried: 3,
    connection: 'web',
  });
});

test('a message that is put off stays what it was, and counts its tries', () => {
  expect(parseMessage(event)).toEqual(event);
  const again = { retryCount: 2, retryData: { tries: 1 } };
  expect(parseMessage(event, again)).toEqual({ ...event, carried: 2, tries: 1 });
});

test('a look that comes to nothing keeps what its message was', () => {
  const again = { retryCount: 3, retryData: { check: 17, tries: 1, brokenOff: true } };
  expect(parseMessage(event, again)).toMatchObject({ check: 17, brokenOff: true, tries: 1 });
});

test('a message whose invocation was broken off says so', () => {
  expect(parseMessage(event, { retryCount: 1 })).toEqual({ ...event, brokenOff: true });
});
