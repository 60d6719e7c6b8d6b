import { createStepLog, type LogEntry } from '../../../local/codesphere/step-log';

it('keeps the newest part of a long log', () => {
  const log = createStepLog(() => 0);
  for (let i = 0; i < 100; i += 1) log.append('I', `${i} `.padEnd(10_000, '.'));
  const read: LogEntry[] = [];
  log.read(
    (entries) => read.push(...entries),
    () => undefined,
  );
  expect(read.length).toBeLessThan(30);
  expect(read.at(-1)?.data).toMatch(/^99 /);
});
