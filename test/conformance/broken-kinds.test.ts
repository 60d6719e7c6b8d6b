import * as v from 'valibot';
import type { ProviderKind } from '../../src/ports/hosting';
import { but, following, telling } from './break-kind';
import { brokenBy } from './describe-conformance';
import { promisesOf } from './promises';
import { SECRET } from './rig';
import { listOf, replacing, reporting, updating } from './small-kinds';
import { startSmall } from './small-rig';

const Any = v.object({ id: v.string(), name: v.string() });

/** A kind is connected anew for whatever it is asked: what it remembers wrongly is here. */
let reports = 0;
const firsts = new Map<string, string>();

/** A kind that breaks something, and the titles of all that it breaks by that. */
const broken: [what: string, kind: ProviderKind, promises: string[]][] = [
  [
    'takes a failed read for absence',
    but(updating, (hosting) => ({ find: (ref) => hosting.find(ref).catch(() => 'gone' as const) })),
    [
      'never calls an environment gone that is there, whichever request of the read fails',
      'calls a removed environment gone only when all that it read was answered well',
      'never calls an environment gone because of a wrong key',
    ],
  ],
  [
    'takes what is not found for absence, without a look at the list',
    but(updating, (hosting, request) => ({
      find: async (ref) => {
        const listed = await listOf(request).catch(() => []);
        return listed.some(({ id }) => id === ref.id) ? hosting.find(ref) : 'gone';
      },
    })),
    [
      'never calls an environment gone that is there, whichever request of the read fails',
      'calls a removed environment gone only when all that it read was answered well',
      'never calls an environment gone because of a wrong key',
    ],
  ],
  [
    'makes environments at another place than was chosen',
    { ...updating, options: { ...updating.options, place: () => 'another' } },
    ['has the methods that its traits say, and makes no call unless it is asked something'],
  ],
  [
    'forgets the name of what it finds',
    but(updating, (hosting) => ({
      async find(ref) {
        const found = await hosting.find(ref);
        return found === 'gone' ? found : { ...found, name: '' };
      },
    })),
    ['finds what it made'],
  ],
  [
    'gives a report another id each time',
    but(reporting, (hosting) => ({
      create: async (spec) => ({ ...(await hosting.create!(spec)), id: `r${(reports += 1)}` }),
    })),
    ['knows a report by the name of its preview, without a call'],
  ],
  [
    'leaves what runs at its first commit',
    but(updating, (hosting) => ({
      startStep(step, environment, spec) {
        const commit = firsts.get(environment.id) ?? spec.source.commit;
        firsts.set(environment.id, commit);
        const source = { ...spec.source, commit };
        return hosting.startStep(step, environment, { ...spec, source });
      },
    })),
    ['brings its environment to the next commit, whatever failed before'],
  ],
  [
    'lists nothing when it could not read the list',
    but(updating, (hosting) => ({ list: (place) => hosting.list(place).catch(() => []) })),
    ['lists all or fails'],
  ],
  [
    'makes a second one of a name',
    but(updating, (_, request) => ({
      create: async ({ name, source: { branch, commit }, variables }) => {
        const body = { name, branch, commit, variables };
        const { id } = await request(Any, 'POST', 'environments', body);
        return { id, name, place: 'team', size: '' };
      },
    })),
    ['finds again what it made when the reply was lost, and makes no second one'],
  ],
  [
    'forgets the attempt in its list',
    but(replacing, (hosting) => ({
      list: async (place) =>
        (await hosting.list(place)).map(({ id, name, place: at, size }) => ({
          id,
          name,
          place: at,
          size,
        })),
    })),
    [
      'finds again what it made when the reply was lost, and makes no second one',
      'makes another environment for another attempt, and tells them apart',
    ],
  ],
  [
    'starts a second run',
    but(reporting, (hosting, request) => ({
      async startStep(step, environment, spec) {
        await request(v.unknown(), 'POST', 'runs', { commit: spec.source.commit });
        return hosting.readStep(step, environment, spec, 0);
      },
    })),
    ['starts nothing twice when a reply was lost'],
  ],
  [
    'repeats the commit that it was told',
    but(updating, (hosting) => ({
      async readStep(step, environment, spec, startedAt) {
        await hosting.readStep(step, environment, spec, startedAt);
        return { state: 'done', commit: spec.source.commit };
      },
    })),
    ['reads back the commit that runs, not the one that shall run'],
  ],
  [
    'fails to stop what is stopped',
    but(updating, (hosting) => {
      const stopped = new Set<string>();
      return {
        async stopStep(step, environment, commit) {
          await hosting.stopStep(step, environment, commit);
          if (stopped.has(environment.id)) throw new Error('It is stopped.');
          stopped.add(environment.id);
        },
      };
    }),
    ['stops a step again without harm'],
  ],
  [
    'fails to remove what is gone',
    but(updating, (_, request) => ({
      remove: async ({ id }) => void (await request(v.unknown(), 'DELETE', `environments/${id}`)),
    })),
    ['removes again without harm'],
  ],
  [
    'sends its key after a redirect',
    {
      ...updating,
      connect: (credentials, outside) => updating.connect(credentials, following(outside)),
    },
    ['sends the key to its API hosts only, whatever a redirect says'],
  ],
  [
    'repeats a secret of a refusal',
    telling((failure) => ({ ...failure, message: failure.message.replace('[secret]', SECRET) })),
    ['repeats no secret that a refusal repeats'],
  ],
  [
    'names nothing that a person could do',
    telling((failure) => (failure.kind === 'permanent' ? { ...failure, remedy: '' } : failure)),
    ['says of each refusal what failed and what to do'],
  ],
  [
    'takes a wrong key for any other refusal',
    telling((failure) =>
      failure.code === 'token-rejected' ? { ...failure, code: 'small-refused' } : failure,
    ),
    [
      'never calls an environment gone because of a wrong key',
      'tells a key that is not taken from all else',
    ],
  ],
  [
    'forgets for how long it shall wait',
    telling(({ retryAfterSeconds: _, ...failure }) => failure),
    ['waits as long as it is asked to'],
  ],
];

test.each(broken)('a kind that %s breaks that promise only', async (_, kind, promises) => {
  expect(await brokenBy(startSmall(kind))).toEqual(promises);
});

test('there is no promise that none of them breaks', () => {
  const all = [updating, replacing, reporting].flatMap(({ traits }) => promisesOf(traits));
  const titles = all.map(({ title }) => title);
  expect(new Set(broken.flatMap(([, , promises]) => promises))).toEqual(new Set(titles));
});
