import { EgressFilteringService } from '@forge/egress';
import fc from 'fast-check';
import { resolve } from 'node:path';
import { readManifest } from '../../local/app/manifest';
import { connectCodesphere } from '../../src/adapters/providers/codesphere/codesphere';
import { FailureError } from '../../src/domain/failure';
import { exampleSpec } from '../adapters/providers/codesphere/example-spec';
import { ENVIRONMENT } from '../domain/preview-fixture';
import { randomCases } from '../fuzz/random-cases';
import { goodAnswer } from '../fuzz/scripted-answers';

const KEY = 'the-key-that-stays-at-home';
const VALUE = 'a-value-that-stays-too';
const SPEC = exampleSpec({ variables: [{ name: 'A', value: VALUE }] });
const DEV_DOMAIN = /^\d+-\d+\./;
/** Below codesphere.com are apps of customers, too. */
const API_HOST = /^(cloud|\d+)\.codesphere\.com$/;

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
const hostile = fc
  .record({
    scheme: fc.constantFrom('https://', 'http://', '//', 'ftp://', 'javascript:', 'https:\\\\', ''),
    user: fc.constantFrom('', '', '', 'someone@', 'someone:word@', 'cloud.codesphere.com@'),
    host,
    port: fc.constantFrom('', '', ':443', ':8443', ':80'),
    path: fc.constantFrom('', '/api/teams', '/../x', '?key', '#key', '/%2e%2e/'),
  })
  .map(({ scheme, user, host, port, path }) => scheme + user + host + port + path);

/** Some are good, so that what follows them is seen as well. */
const location = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('https://2.codesphere.com/api', '//3.codesphere.com') },
  { weight: 3, arbitrary: hostile },
);

/** Every call that an adapter makes. */
const CALLS: ((provider: ReturnType<typeof connectCodesphere>) => Promise<unknown>)[] = [
  (provider) => provider.offer(),
  (provider) => provider.list('1'),
  (provider) => provider.find({ id: '42', place: '1' }),
  (provider) => provider.findEnd(ENVIRONMENT, SPEC),
  (provider) => provider.create(SPEC),
  (provider) => provider.remove({ id: '42', place: '1' }),
  ...['start', 'checkout', 'configure', 'prepare', 'test', 'stop', 'run', 'verify'].flatMap(
    (step) => [
      (provider: ReturnType<typeof connectCodesphere>) =>
        provider.startStep(step, ENVIRONMENT, SPEC),
      (provider: ReturnType<typeof connectCodesphere>) =>
        provider.readStep(step, ENVIRONMENT, SPEC, 0),
      (provider: ReturnType<typeof connectCodesphere>) =>
        provider.stopStep(step, ENVIRONMENT, SPEC.source.commit),
    ],
  ),
];

/** What is wrong with a request, if anything is; a visit to a preview carries nothing. */
function wrongIn(url: URL, init: RequestInit): string[] {
  const carries = new Headers(init.headers).has('authorization') || Boolean(init.body);
  const address = decodeURIComponent(url.href);
  const plain = url.protocol === 'https:' && !url.port && !url.username && !url.password;
  const problems = {
    'follows redirects by itself': init.redirect !== 'manual',
    'has a secret in its address': address.includes(KEY) || address.includes(VALUE),
    'leaves the manifest': carries && !(plain && allowed.isValidUrl(url.href)),
    'goes with the key to what is no API': carries && !API_HOST.test(url.hostname),
    'visits what is no preview': !carries && !DEV_DOMAIN.test(url.hostname),
  };
  return Object.entries(problems).flatMap(([what, is]) => (is ? [`${what}: ${url.href}`] : []));
}

/** An answer that redirects; its headers can hold what `Headers` refuses and a server may send. */
function redirectTo(location: string): Response {
  const get = (name: string) => (name === 'location' ? location : null);
  return Object.defineProperty(new Response(null, { status: 307 }), 'headers', { value: { get } });
}

test('the key goes to hosts of the API that the manifest allows, whatever a redirect says', async () => {
  let followed = 0;
  const redirects = fc.array(location, { maxLength: 3 });
  const property = fc.asyncProperty(
    redirects,
    fc.nat(2),
    fc.constantFrom(...CALLS),
    async (locations, from, call) => {
      const left = [...locations];
      // Thrown inside of `fetch` they would be taken for a provider that cannot be reached.
      const wrong: string[] = [];
      let count = 0;
      const provider = connectCodesphere({
        token: KEY,
        now: () => 0,
        fetch: (input, init = {}) => {
          const url = new URL(input as string);
          wrong.push(...wrongIn(url, init));
          if (/^[23]\./.test(url.hostname)) followed += 1;
          count += 1;
          const next = count > from ? left.shift() : undefined;
          if (next !== undefined) return Promise.resolve(redirectTo(next));
          const asked = { to: 'provider', method: init.method ?? 'GET', path: url.href } as const;
          return Promise.resolve(Response.json(goodAnswer(asked)));
        },
      });
      const failure = await call(provider).then(
        () => '',
        (error: unknown) => {
          if (error instanceof FailureError) return error.message;
          throw error;
        },
      );
      expect(wrong).toEqual([]);
      expect(failure).not.toContain(KEY);
      expect(failure).not.toContain('word@');
    },
  );
  await fc.assert(property, randomCases(2_000));
  // It says something only if some redirects were followed.
  expect(followed).toBeGreaterThan(100);
});
