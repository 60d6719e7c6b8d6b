import { EgressFilteringService } from '@forge/egress';
import fc from 'fast-check';
import { resolve } from 'node:path';
import { readManifest } from '../../local/app/manifest';
import { connectCodesphere } from '../../src/adapters/codesphere/codesphere';
import { FailureError } from '../../src/domain/failure';
import { exampleSpec } from '../adapters/codesphere/example-spec';
import { ENVIRONMENT } from '../domain/preview-fixture';
import { randomCases } from '../fuzz/random-cases';
import { goodAnswer } from '../fuzz/scripted-answers';

const KEY = 'the-key-that-stays-at-home';
const SPEC = exampleSpec({ variables: [{ name: 'A', value: 'a-value-that-stays-too' }] });
const DEV_DOMAIN = /^\d+-\d+\./;

let allowed: EgressFilteringService;
beforeAll(async () => {
  const { egress } = await readManifest(resolve(__dirname, '../../manifest.yml'));
  allowed = new EgressFilteringService(egress);
});

const host = fc.oneof(
  fc.constantFrom(
    ...['cloud.codesphere.com', '2.codesphere.com', 'a.b.codesphere.com', 'CLOUD.codesphere.com'],
    ...[
      'codesphere.com',
      'evilcodesphere.com',
      'codesphere.com.evil.example',
      '127.0.0.1',
      '[::1]',
    ],
    ...['42-3000.2.codesphere.com', '42-80.codesphere.com', 'localhost', 'cloud.codesphere.com.'],
    ...['evil.example', 'evil.example\\.codesphere.com', 'evil.example#.codesphere.com', ''],
    ...[
      'evil.example%2f.codesphere.com',
      'evil.example?.codesphere.com',
      '\u24d4vil.codesphere.com',
    ],
  ),
  fc.domain(),
);
const location = fc
  .record({
    scheme: fc.constantFrom('https://', 'http://', '//', 'ftp://', 'javascript:', 'https:\\\\', ''),
    user: fc.constantFrom('', '', '', 'someone@', 'someone:word@', 'cloud.codesphere.com@'),
    host,
    port: fc.constantFrom('', '', ':443', ':8443', ':80'),
    path: fc.constantFrom('', '/api/teams', '/../x', '?key', '#key', '/%2e%2e/'),
  })
  .map(({ scheme, user, host, port, path }) => scheme + user + host + port + path);

/** Every call that an adapter makes. */
const CALLS: ((provider: ReturnType<typeof connectCodesphere>) => Promise<unknown>)[] = [
  (provider) => provider.listTeams(),
  (provider) => provider.listPlans(),
  (provider) => provider.listEnvironments('1'),
  (provider) => provider.findEnvironment('42'),
  (provider) => provider.wasStopped(ENVIRONMENT),
  (provider) => provider.createEnvironment('preview', SPEC),
  (provider) => provider.deleteEnvironment('42'),
  ...['start', 'checkout', 'configure', 'prepare', 'test', 'run', 'verify'].flatMap((step) => [
    (provider: ReturnType<typeof connectCodesphere>) => provider.startStep(step, ENVIRONMENT, SPEC),
    (provider: ReturnType<typeof connectCodesphere>) =>
      provider.readStep(step, ENVIRONMENT, SPEC, 0),
    (provider: ReturnType<typeof connectCodesphere>) => provider.stopStep(step, ENVIRONMENT),
  ]),
];

test('the key goes to hosts that the manifest allows, whatever a redirect says, and to no preview', async () => {
  let withKey = 0;
  let followed = 0;
  const redirects = fc.array(location, { maxLength: 3 });
  const property = fc.asyncProperty(
    redirects,
    fc.nat(3),
    fc.constantFrom(...CALLS),
    async (locations, from, call) => {
      const left = [...locations];
      let count = 0;
      const provider = connectCodesphere({
        token: KEY,
        now: () => 0,
        fetch: (input, init = {}) => {
          const url = new URL(input as string);
          const headers = new Headers(init.headers);
          expect(init.redirect).toBe('manual');
          expect(decodeURIComponent(url.href)).not.toContain(KEY);
          expect(decodeURIComponent(url.href)).not.toContain('a-value-that-stays-too');
          if (headers.has('authorization') || init.body) {
            expect([url.href, allowed.isValidUrl(url.href)]).toEqual([url.href, true]);
            expect(url).toMatchObject({ protocol: 'https:', port: '', username: '', password: '' });
            expect(url.hostname).not.toMatch(DEV_DOMAIN);
            withKey += 1;
            if (url.hostname !== 'cloud.codesphere.com') followed += 1;
          } else {
            // A visit to the preview itself.
            expect(url.hostname).toMatch(DEV_DOMAIN);
          }
          count += 1;
          const next = count > from ? left.shift() : undefined;
          // Not through Headers, which refuse what a server may well send.
          if (next !== undefined) {
            const response = new Response(null, { status: 307 });
            const get = (name: string) => (name === 'location' ? next : null);
            return Promise.resolve(Object.defineProperty(response, 'headers', { value: { get } }));
          }
          const asked = { to: 'provider', method: init.method ?? 'GET', path: url.href } as const;
          return Promise.resolve(Response.json(goodAnswer(asked)));
        },
      });
      await call(provider).catch((error: unknown) => {
        if (!(error instanceof FailureError)) throw error;
        expect(error.message).not.toContain(KEY);
        expect(error.message).not.toContain('word@');
      });
    },
  );
  await fc.assert(property, randomCases(2_000));
  // It says something only if the key travelled, and some redirects were followed.
  expect(withKey).toBeGreaterThan(500);
  expect(followed).toBeGreaterThan(10);
});
