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
  // Test files wait for processes and servers half of their time, so there are more of them than cores.
  maxWorkers: availableParallelism() + 1,
};
