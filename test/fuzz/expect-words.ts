import type { Failure } from '../../src/domain/failure';

/** A failure that an adapter threw says what could not be done, and what to do, in few words. */
export function expectWords({ message, remedy }: Failure): void {
  expect(message).toMatch(/^(Could not|The) .*\.$/s);
  expect(message.length).toBeLessThan(600);
  expect(remedy).toMatch(/^[A-Z].*\.$/);
}
