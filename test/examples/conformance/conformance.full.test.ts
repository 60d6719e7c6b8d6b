import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Result, runConformance } from '../../../examples/conformance/run-conformance';
import { type HostServer, startServer } from '../../../examples/host/start-server';
import { breakHost, type WRAPPERS } from './break-host';

/** Every check deploys for real, on a machine that may have other things to do. */
jest.setTimeout(1_800_000);

const TOKEN = 'a-token-of-the-tests';

let directory: string;
let server: HostServer;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'conformance-'));
  server = await startServer({ port: 0, token: TOKEN, dataDirectory: directory });
});

afterEach(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** What was not kept, each with its reason. */
function brokenOf(results: Result[]): string[] {
  return results
    .filter(({ outcome }) => outcome !== 'kept')
    .map(({ id, reason }) => `${id}: ${reason}`);
}

it('finds that the reference host keeps every promise, and leaves nothing behind', async () => {
  const results = await runConformance({ url: server.url, token: TOKEN, callSeconds: 60 });
  expect(brokenOf(results)).toEqual([]);
  expect(results.length).toBeGreaterThan(35);
  const response = await fetch(`${server.url}/v1/places/local/environments`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  const { environments } = (await response.json()) as { environments: { deleting: boolean }[] };
  expect(environments.filter(({ deleting }) => !deleting)).toEqual([]);
});

interface Case {
  wrappers: (keyof typeof WRAPPERS)[];
  /** The checks that have to fail, with what they have to say. */
  broken: Record<string, RegExp>;
  /** Checks nearby that must not. */
  kept: string[];
}

const CASES: Case[] = [
  {
    wrappers: ['cutsLists', 'hidesFromStrangers', 'showsSecrets', 'hasNoTime', 'trustsPages'],
    broken: {
      token: /without a token answered 404 environment-gone/,
      'web-pages': /Access-Control-Allow-Origin is \*/,
      paging: /in pages of 1 the list has preview-pr-\d+-[0-9a-f]+ 0 times/,
      cursor: /answered 429/,
      'retry-after': /an answer 429 has Retry-After null/,
      secrets: /the answer holds a secret value/,
    },
    kept: ['offer', 'unknown', 'create', 'steps', 'key-missing', 'document', 'log-kept', 'in-time'],
  },
  {
    wrappers: [
      'leavesOutNext',
      'takesForms',
      'pretendsToSleep',
      'losesTimes',
      'refusesTwins',
      'missesTheGone',
    ],
    broken: {
      'repeat-at-once': /answered 404 not-found/,
      create: /does not say whether it is the last one/,
      steps: /step fetch has no start or no end/,
      'content-type': /answered 202/,
      sleep: /not within 10 s: .* goes dark/,
      delete: /a delete answered 404/,
      document: /must have required property 'next'/,
    },
    kept: ['offer', 'token', 'bad-request', 'size-unknown', 'app-ends', 'key-spent', 'secrets'],
  },
  {
    wrappers: ['forgetsKeys', 'claimsCommits', 'mergesNothing'],
    broken: {
      'newest-wins': /the superseded call began anew/,
      'build-fails': /claims to run a commit whose deployment failed/,
      'commit-missing': /the environment claims to run it/,
      cancel: /claims to run a commit whose deployment failed/,
      merge: /the destination is none/,
      'merge-conflict': /the deployment is succeeded/,
      repeat: /the repeated call deployed again/,
      'key-reused': /answered 20\d/,
      'key-spent': /the late create answered 202/,
      faults: /repeated calls with one key began 4/,
    },
    kept: ['update', 'key-missing', 'delete-deploying', 'document', 'secrets'],
  },
];

it.each(CASES)('finds what a host breaks that $wrappers', async ({ wrappers, broken, kept }) => {
  const host = await breakHost(server.url, wrappers);
  const only = [...Object.keys(broken), ...kept];
  // What such a host never does need not be waited for as long as with a real one.
  const options = { url: host.url, token: TOKEN, callSeconds: 60, shownSeconds: 10 };
  const results = await runConformance({ ...options, only });
  await host.stop();
  const found = results.filter(({ outcome }) => outcome !== 'kept');
  const reasons = new Map(found.map(({ id, reason }) => [id, reason]));
  expect([...reasons.keys()].sort()).toEqual(Object.keys(broken).sort());
  for (const [id, words] of Object.entries(broken)) expect(reasons.get(id)).toMatch(words);
});
