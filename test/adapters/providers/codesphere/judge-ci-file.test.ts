import { problemOfCiFile } from '../../../../src/adapters/providers/codesphere/judge-ci-file';

it.each([
  ['run: { steps: [{ command: npm start }] }'],
  ['prepare:\n  steps:\n    - command: npm ci\nrun:\n'],
  ['schemaVersion: v0.4\nrun:\n  web: { image: nginx }\n'],
  ['run: { web: { steps: [] }, db: { provider: { name: postgres } } }'],
  // For Codesphere to say what is wrong with them.
  ['run: { steps: [knead] }'],
  ['schemaVersion: v9'],
  ['run: {}'],
  ['a: &a { steps: [] }\nrun: { <<: *a }'],
])('finds nothing against what may be a pipeline: %p', (text) => {
  expect(problemOfCiFile(text)).toBeUndefined();
});

it.each([
  ['run:\n  steps:\n    - command: "npm ci\n', 'line 3, column 16: Missing closing quote "'],
  ["prepare: {}\nrun: 'a\nb: 'c", "line 3, column 4: Missing closing quote '"],
  [
    'run:\n  steps:\n    - command: echo a: b\n',
    'line 3, column 16: a text with a colon and a space',
  ],
  ['run:\n\tsteps: []', 'line 2, column 1: Tabs are not allowed as indentation'],
  ['run: {}\n---\nrun: {}', 'several documents'],
  ['run: *nowhere', 'an alias in it is not defined'],
  ['', 'it is empty'],
  ['just words', 'holds no keys'],
])('says what is wrong with %p', (text, words) => {
  expect(problemOfCiFile(text)).toEqual({
    words: expect.stringContaining(words) as string,
    isAnotherTools: false,
  });
});

it.each([
  ['on: [push]\njobs: { test: { steps: [{ run: npm test }] } }', 'GitHub Actions'],
  ['image: node\ntest: { stage: test, script: [npm test] }', 'GitLab CI'],
  ['stages: [build]\nbuild: { script: make }', 'GitLab CI'],
  ['pipelines: { default: [{ step: { script: [make] } }] }', 'Bitbucket Pipelines'],
  ['trigger: [main]\nsteps: [{ script: make }]', 'Azure Pipelines'],
  ['services: { run: { image: nginx } }', 'Docker Compose'],
  ['version: 2.1\njobs: {}\nworkflows: {}', 'CircleCI'],
  ['resources: []\njobs: []', 'Concourse'],
  ['language: node_js', 'Travis CI'],
  ['kind: pipeline\nsteps: []', 'Drone'],
  ['name: something', 'another tool'],
  ['- hosts: all', 'another tool'],
])('tells whose file %p looks like', (text, tool) => {
  expect(problemOfCiFile(text)).toEqual({
    words: expect.stringContaining(`a file of ${tool}`) as string,
    isAnotherTools: true,
  });
});
