/** Makes each test of a file decide when time passes, and forgets the timers of the pages it opened. */
export function holdTime(): void {
  beforeEach(() => {
    jest.useFakeTimers({
      doNotFake: ['setImmediate', 'clearImmediate', 'nextTick', 'queueMicrotask', 'performance'],
    });
  });
  afterEach(() => {
    jest.clearAllTimers();
    jest.useRealTimers();
  });
}
