import { normalBehaviour } from '../../../local/codesphere/behaviour';
import { planServers } from '../../../local/codesphere/server-plan';
import type { WorkspaceRecord } from '../../../local/codesphere/workspace-record';
import { ciFileName, parseCiConfig } from '../../../local/codesphere/ci-config';

/** Without a word of its own a service has the whole domain. */
const whole = { path: '/', stripPath: false, port: 3000 };

describe('the CI file', () => {
  it('is named after its profile', () => {
    expect([ciFileName(undefined), ciFileName('small')]).toEqual(['ci.yml', 'ci.small.yml']);
  });

  it('is read in its flat form', () => {
    const text = 'prepare: { steps: [{ name: Install, command: npm ci }] }\nrun:\n';
    expect(parseCiConfig('ci.yml', text)).toEqual({
      kind: 'flat',
      prepare: [{ name: 'Install', command: 'npm ci' }],
      test: [],
      services: [{ name: '', steps: [], env: {}, paths: [whole] }],
    });
  });

  it('is read in version v0.2', () => {
    const text = `
schemaVersion: v0.2
run:
  web: { steps: [{ command: npm start }], env: { A: 1, B: true }, healthEndpoint: http://localhost }
  api: { network: { ports: [{ port: 8080 }], paths: [{ port: 9000, path: /api, stripPath: true }, { path: / }] } }
`;
    expect(parseCiConfig('ci.yml', text).services).toEqual([
      {
        name: 'web',
        steps: [{ command: 'npm start' }],
        env: { A: '1', B: 'true' },
        paths: [whole],
      },
      {
        name: 'api',
        steps: [],
        env: {},
        paths: [
          { path: '/api', stripPath: true, port: 9000 },
          { path: '/', stripPath: false, port: 8080 },
        ],
      },
    ]);
  });

  it.each(['v0.2', 'v0.3', 'v0.4'])('is read in version %s, with merge keys', (version) => {
    const text = `
schemaVersion: ${version}
run:
  web: &web { steps: [{ command: npm start }], network: { path: /shop, stripPath: true } }
  api: { <<: *web, env: { A: 1 } }
`;
    const paths = [{ path: '/shop', stripPath: true, port: 3000 }];
    const steps = [{ command: 'npm start' }];
    expect(parseCiConfig('ci.yml', text).services).toEqual([
      { name: 'web', steps, env: {}, paths },
      { name: 'api', steps, env: { A: '1' }, paths },
    ]);
  });

  it('fills in what its documents name', () => {
    const env = `{ A: "\${{ workspace.env.A }}-\${{ workspace.env['B'] }}-\${{ workspace.id }}-\${{ vault.x }}" }`;
    const config = parseCiConfig('ci.yml', `schemaVersion: v0.4\nrun: { web: { env: ${env} } }`);
    const workspace = { id: 7, teamId: 1 };
    const record = { env: [{ name: 'A', value: 'one' }], landscape: ['web'], workspace };
    const plans = planServers(config, 'run', record as unknown as WorkspaceRecord, {
      behaviour: normalBehaviour(),
      builtInVariables: () => ({}),
    });
    expect(plans.find(({ server }) => server === 'web')?.env.A).toBe('one--7-${{ vault.x }}');
  });

  it.each([
    ['has an image', 'schemaVersion: v0.4\nrun: { web: { image: nginx } }', 'runs no images'],
    ['has a bad name in words', 'schemaVersion: v0.2\nrun: { Web_1: {} }', 'use up to 32'],
    ['is missing', undefined, 'ci.yml does not exist.'],
    ['is not YAML', 'run: [', 'ci.yml: '],
    ['is empty', '', 'ci.yml: the document must be an object.'],
    ['has a step without a command', 'run: { steps: [{ name: a }] }', 'run.steps.0.command'],
    ['has an unknown version', 'schemaVersion: v9', 'schemaVersion'],
    ['has a bad service name', 'schemaVersion: v0.2\nrun: { Web_1: {} }', 'run.Web_1'],
  ])('is refused with a 400 when it %s', (_, text, detail) => {
    expect(() => parseCiConfig('ci.yml', text)).toThrow(
      expect.objectContaining({
        status: 400,
        detail: expect.stringContaining(detail) as string,
      }) as Error,
    );
  });
});
