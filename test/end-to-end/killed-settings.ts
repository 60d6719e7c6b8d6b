import { stagesOnly } from '../fixtures/codesphere/chosen-fields';
import type { SettingsForm, SettingsView } from '../../src/contract';

/** A server that says what it runs; light, since a kill has all of them start again. */
export const SERVER_FILES = {
  'ci.yml':
    'prepare:\n  steps: []\ntest:\n  steps: []\nrun:\n  steps:\n    - command: node server.js\n',
  'server.js': `const { execFileSync } = require('node:child_process');
const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
const { MARK, TOKEN, PORT } = process.env;
require('node:http')
  .createServer((_, response) => response.end(JSON.stringify({ commit, MARK, TOKEN })))
  .listen(PORT);
`,
};

/** Settings of which every part says which version it belongs to, the secret value included. */
export function formOf(version: number): Partial<SettingsForm> {
  return {
    options: { ...stagesOnly('run'), plan: planOf(version) },
    variables: [
      { name: 'MARK', secret: false, value: `mark-${version}` },
      { name: 'TOKEN', secret: true, value: `token-${version}` },
    ],
  };
}

/** The plan that settings of a version have. */
export function planOf(version: number): string {
  return version % 2 === 0 ? '8' : '9';
}

/** The version that settings belong to; undefined when nothing is connected. */
export function versionOf({ connection, saved }: SettingsView): number | undefined {
  const mark = saved?.variables.find(({ name }) => name === 'MARK');
  return connection && mark?.value ? Number(mark.value.slice('mark-'.length)) : undefined;
}
