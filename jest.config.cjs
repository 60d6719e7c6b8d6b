const { availableParallelism } = require('node:os');

/** Types are checked by `npm run types`; here they are only stripped. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts', '**/*.test.tsx'],
  transform: {
    '^.+\\.tsx?$': ['ts-jest', { tsconfig: 'test/tsconfig.jest.json', diagnostics: false }],
  },
  testSequencer: '<rootDir>/test/long-first.cjs',
  // Without it a machine that is busy with something else fails tests that only start a process.
  testTimeout: 30_000,
  // Jest leaves one core free, which on a machine with two is half of it.
  maxWorkers: Math.max(2, availableParallelism() - 1),
};
