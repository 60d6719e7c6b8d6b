import { readOptions } from '../../local/options';

it('has the documented defaults', () => {
  expect(readOptions([], {})).toEqual({
    port: 8780,
    hostingPort: 8781,
    dataDirectory: '.local',
    fresh: false,
  });
});

it('reads arguments and environment', () => {
  const env = {
    PORT: '9000',
    DATA_DIR: '/tmp/x',
    CODESPHERE_URL: 'http://127.0.0.1:7/api',
    HOST_URL: 'http://127.0.0.1:8',
    UPSUN_URL: 'http://127.0.0.1:9',
    UPSUN_AUTH_URL: 'http://127.0.0.1:10',
    ONA_URL: 'http://127.0.0.1:11',
    SPACELIFT_URL: 'http://127.0.0.1:12',
  };
  expect(readOptions(['--repo', '../mine', '--fresh'], env)).toEqual({
    port: 9000,
    hostingPort: 9001,
    dataDirectory: '/tmp/x',
    codesphereUrl: 'http://127.0.0.1:7/api',
    hostUrl: 'http://127.0.0.1:8',
    upsunUrl: 'http://127.0.0.1:9',
    upsunAuthUrl: 'http://127.0.0.1:10',
    onaUrl: 'http://127.0.0.1:11',
    spaceliftUrl: 'http://127.0.0.1:12',
    repo: '../mine',
    fresh: true,
  });
  expect(readOptions([], { ...env, HOSTING_PORT: '9100' }).hostingPort).toBe(9100);
});

it('reads what --repo is connected to', () => {
  const { provider } = readOptions(['--repo', '../mine', '--provider', 'own-host'], {});
  expect(provider).toMatchObject({ provider: 'own-host' });
});

it.each([
  ['PORT', [], { PORT: 'eighty' }],
  ['HOSTING_PORT', [], { HOSTING_PORT: '70000' }],
  ['CODESPHERE_URL', [], { CODESPHERE_URL: 'cloud.codesphere.com' }],
  ['HOST_URL', [], { HOST_URL: 'host.example.com' }],
  ['--freshly', ['--freshly'], {}],
  ['--repo', ['--repo'], {}],
  ['--repo', ['--repo', ''], {}],
  ['--repo', ['--repo='], {}],
  ['--provider', ['--repo', '../mine', '--provider', 'nobody'], {}],
  ['--provider', ['--provider', 'own-host'], {}],
])('says what is wrong with %s, in one line', (name, args, env) => {
  let message = '';
  try {
    readOptions(args, env);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toContain(name);
  expect(message).not.toContain('\n');
});
