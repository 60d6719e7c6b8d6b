import { previewWith, settingsWith } from '../domain/preview-fixture';
import { CONTEXT, loadApp, PAGES, type AppInProcess, type Page } from '../fuzz/app-in-process';
import { goodAnswer } from '../fuzz/scripted-answers';
import { putPreview, putSettings, putCredentials } from '../fuzz/stored-rows';
import { definedFunctions } from './resolver-functions';

jest.setTimeout(300_000);

/** A page may send 500 KiB; the rest of the platform lets 5 MB through (forge limits). */
const MEGABYTES = 4 * 1024 * 1024;
/** Forge allows a call 25 s, on a machine that is no faster than this one. */
const LONGEST_MS = 10_000;
/** Of the processor: what else the machine does does not count. */
const cpuMs = () => process.cpuUsage().user / 1000;

const text = (piece: string) => piece.repeat(Math.ceil(MEGABYTES / piece.length));
const rows = (row: unknown) => text(`${JSON.stringify(row)},`).slice(0, -1);
const REVISION = `"revision":${settingsWith().updatedAt}`;
const form = (changes: string) =>
  `{${REVISION},"form":{"enabled":true,"options":{"team":"1","plan":"8","profile":"",
    "stages":["run"],"visibility":"public"},"variables":[],${changes}}}`;
const options = (changes: string) =>
  form(`"options":{"team":"1","plan":"8","stages":["run"],${changes}}`);
/** Everything that any function reads, as `value`. */
const each = (value: string) =>
  `{"provider":${value},"credentials":{"token":${value}},"previews":${value},"commit":${value},"text":${value},"revision":${value},"form":${value},"id":${value},"title":${value}}`;
const nested = (open: string, close: string) => open.repeat(20_000) + close.repeat(20_000);

/** Payloads as JSON, so that keys which code would give a meaning arrive as own keys. */
const PAYLOADS: [name: string, json: () => string][] = [
  ['megabytes of a key', () => `{"provider":"codesphere","credentials":{"token":"${text('k')}"}}`],
  [
    'megabytes of a name for a connection',
    () => `{"provider":"codesphere","credentials":{"token":"k"},"title":"${text('n')}"}`,
  ],
  ['megabytes of an id', () => `{"id":"${text('i')}","credentials":{"token":"k"}}`],
  ['megabytes of a commit', () => `{"commit":"${text('a')}"}`],
  ['megabytes of lines', () => JSON.stringify({ text: text("A='\n") })],
  [
    'as many assignments as a text may have',
    () => JSON.stringify({ text: text('A=\n').slice(0, 250_000) }),
  ],
  [
    'as many names as a text may have',
    () => {
      const names = Array.from({ length: 32_000 }, (_, n) => `N${n}=`);
      return JSON.stringify({ text: names.join('\n').slice(0, 250_000) });
    },
  ],
  ['control characters', () => JSON.stringify({ text: `A=${'\u0001'.repeat(250_000 - 2)}` })],
  ['megabytes of a team', () => options(`"team":"${text('1')}"`)],
  ['megabytes of a profile', () => options(`"profile":"${text('../')}"`)],
  ['very many boxes', () => options(`"stages":[${rows('run')}]`)],
  [
    'very many fields',
    () => options(Array.from({ length: 99_000 }, (_, n) => `"f${n}":""`).join()),
  ],
  [
    'very many credentials',
    () =>
      `{"provider":"codesphere","credentials":{${Array.from({ length: 99_000 }, (_, n) => `"c${n}":"x"`).join()}}}`,
  ],
  ['megabytes of a provider', () => `{"provider":"${text('c')}","credentials":{"token":"k"}}`],
  ['very many env vars', () => form(`"variables":[${rows({ name: 'A', secret: true })}]`)],
  [
    'very many env vars without a name',
    () => form(`"variables":[${rows({ name: '', secret: false })}]`),
  ],
  [
    'megabytes in a name',
    () => form(`"variables":[{"name":"${text('A')}","secret":false,"value":""}]`),
  ],
  [
    'megabytes in a value',
    () => form(`"variables":[{"name":"A","secret":true,"value":"${text('v')}"}]`),
  ],
  ['deep lists', () => each(nested('[', ']'))],
  ['deep objects', () => `{"form":${'{"form":'.repeat(50_000)}1${'}'.repeat(50_000)}}`],
  ['lists for everything', () => each('[1,[2],{"length":1e9}]')],
  ['objects for everything', () => each('{"length":1e9,"toString":1,"valueOf":1,"toJSON":1}')],
  ['numbers as text', () => options('"profile":""').replace(REVISION, '"revision":"1"')],
  ['numbers that are none', () => each('1e999')],
  [
    'keys of prototypes',
    () => each('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}'),
  ],
  [
    'env vars named like parts of prototypes',
    () =>
      form(
        `"variables":[${['__proto__', 'constructor', 'toString', 'hasOwnProperty']
          .map((name) => `{"name":"${name}","secret":true,"value":"a-secret-value"}`)
          .join(',')}]`,
      ),
  ],
  ['a payload that is a list', () => `[${'0,'.repeat(500_000)}0]`],
  [
    'a payload of very many fields',
    () => `{${Array.from({ length: 99_000 }, (_, n) => `"f${n}":1`).join()}}`,
  ],
  ['a payload that is a text', () => JSON.stringify(text('x'))],
];

let app: AppInProcess;
let functions: [of: Page, name: string][];
beforeAll(async () => {
  app = await loadApp();
  functions = (await definedFunctions()).map((defined) => {
    const [module, name] = defined.split(' ') as [string, string];
    return [PAGES[module]!, name];
  });
});
beforeEach(async () => {
  await app.reset();
  await putSettings(app, settingsWith());
  await putCredentials(app, settingsWith(), { token: 'the-key-of-before' });
  await putPreview(app, previewWith());
});

/** Calls every function with a copy of the payload; answers what each said, within time and size. */
async function callAll(json: string): Promise<[name: string, answer: { type: string }][]> {
  const answers: [string, { type: string }][] = [];
  for (const [of, name] of functions) {
    const started = cpuMs();
    const answer = (await app.invoke(of, name, JSON.parse(json), CONTEXT)) as { type: string };
    expect([name, cpuMs() - started < LONGEST_MS]).toEqual([name, true]);
    expect([name, JSON.stringify(answer).length < 2_000_000]).toEqual([name, true]);
    answers.push([name, answer]);
  }
  return answers;
}

const stored = () => ['entity', 'secret', 'kvs'].map((name) => app.store.table(name).entries());

describe('a stranger', () => {
  /** The repository is private: whoever may not see it is told that there is none. */
  const asStranger = () =>
    app.answer((asked) => {
      if (asked.as !== 'user') return Response.json(goodAnswer(asked));
      return asked.path.includes('/permissions/')
        ? Response.json({ values: [] })
        : new Response('', { status: 404 });
    });

  test.each(PAYLOADS)('is refused with %s, and changes nothing', async (_name, json) => {
    asStranger();
    const before = stored();
    for (const [name, { type }] of await callAll(json())) {
      // It splits the text that it was given, for whoever is signed in.
      if (name !== 'parseDotenv') expect([name, type]).toEqual([name, 'refused']);
    }
    expect(stored()).toEqual(before);
    expect(app.pushed).toEqual([]);
    const others = app.asked.filter(({ method, to }) => method !== 'GET' || to === 'provider');
    expect(others).toEqual([]);
    expect(app.logs.join('').length).toBeLessThan(10_000);
  });
});

test('a .env text that is longer than the dialog sends is refused', async () => {
  const answers = new Map(await callAll(JSON.stringify({ text: 'A'.repeat(250_001) })));
  expect(answers.get('parseDotenv')).toMatchObject({ type: 'refused' });
});

describe('an admin', () => {
  test.each(PAYLOADS)('stores nothing of %s that could not be read again', async (_name, json) => {
    app.answer((asked) => Response.json(goodAnswer(asked)));
    const payload = json();
    await callAll(payload);
    const sizes = stored().flatMap((rows) => rows.map(([, row]) => JSON.stringify(row).length));
    expect(Math.max(...sizes)).toBeLessThan(240 * 1024);
    expect(JSON.stringify(app.pushed).length).toBeLessThan(10_000);
    expect(app.logs.join('').length).toBeLessThan(10_000);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    for (const [of, name] of [
      ['settings', 'loadSettings'],
      ['card', 'readCard'],
    ] as const) {
      expect(await app.invoke(of, name, {}, CONTEXT)).toMatchObject({
        type: of === 'card' ? 'card' : 'view',
      });
    }
  });
});
