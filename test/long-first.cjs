const Sequencer = require('@jest/test-sequencer').default;

/** Where tests take long: they start platforms, browsers or many random cases. */
const LONG = /\.full\.test\.|\/test\/(end-to-end|security)\//;

/**
 * Begins with test files that take long. Where jest does not know yet how long each takes, it would begin
 * with the largest ones, and in the end one worker waits for the other to finish a long one.
 */
module.exports = class LongFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isLong = ({ path }) => LONG.test(path);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
};
