import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readManifest } from '../../../local/app/manifest';
import { dependencies } from '../../../src/wiring';

const root = join(__dirname, '../../..');

it.each([root, join(root, 'test/fixtures/app')])(
  'names a function for everything that %s can be called for',
  async (app) => {
    const manifest = await readManifest(join(app, 'manifest.yml'));
    const { functions, triggers, consumers, scheduledTriggers, preUninstall } = manifest;
    const { modules, resources } = manifest;
    const keys = functions.map(({ key }) => key);
    const called = [...triggers, ...consumers, ...scheduledTriggers, ...preUninstall];
    for (const { functionKey } of called) expect(keys).toContain(functionKey);
    for (const { resolver, resource } of modules) {
      expect(keys).toContain(resolver);
      expect(resources).toHaveProperty([resource]);
    }
  },
);

it.each(Object.values(dependencies.providers).map((kind) => [kind.id, kind] as const))(
  'declares what %s is called at',
  async (_, { hosts: { api, previews } }) => {
    const { egress } = await readManifest(join(root, 'manifest.yml'));
    const isDeclared = (host: string) =>
      egress.includes(`https://${host}`) || egress.includes(host.replace(/^[^.]+/, '*'));
    expect([...api, ...previews].filter((host) => !isDeclared(host))).toEqual([]);
  },
);

it('declares what is to come, too: later that is a major version', async () => {
  const { egress, scopes } = await readManifest(join(root, 'manifest.yml'));
  // A wildcard leaves out the domain itself.
  expect(egress).toContain('https://codesphere.com');
  expect(scopes).toEqual([
    'storage:app',
    'read:repository:bitbucket',
    'read:pullrequest:bitbucket',
    'read:workspace:bitbucket',
    'read:project:bitbucket',
  ]);
});

it('has account ids reported in time: within seven days, as Atlassian asks', async () => {
  const { scheduledTriggers } = await readManifest(join(root, 'manifest.yml'));
  const reporting = scheduledTriggers.find(({ key }) => key === 'report-people');
  expect(reporting?.interval).toBe('week');
});

it('hears of a comment for which the filter fails: nothing shows that Bitbucket sends the property', async () => {
  const { modules } = parse(await readFile(join(root, 'manifest.yml'), 'utf8')) as {
    modules: { trigger: { key: string; filter?: object }[] };
  };
  const { filter } = modules.trigger.find(({ key }) => key === 'comment-trigger')!;
  expect(filter).toEqual({
    expression: 'event?.selfGenerated != true',
    onError: 'RECEIVE_AND_LOG',
  });
});

it('leaves out resources that no module shows, such as icons', async () => {
  const { resources } = await readManifest(join(root, 'manifest.yml'));
  expect(Object.keys(resources).sort()).toEqual([
    'card',
    'project',
    'repository',
    'settings',
    'workspace',
  ]);
});

describe('a manifest that cannot be used', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'previews-manifest-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const base = 'app: {id: x, runtime: {name: nodejs22.x}}\nmodules:\n';
  it.each([
    ['modules.function[0].handler', `${base}  function: [{key: f, handler: noexport}]\n`],
    ['app', 'modules: {}\n'],
    [
      'event.a.length',
      `${base}  trigger: [{key: t, function: f, events: [e], filter: {expression: event.a.length > 1}}]\n`,
    ],
    [
      'filter.expression',
      `${base}  trigger: [{key: t, function: f, events: [e], filter: {ignoreSelf: true}}]\n`,
    ],
  ])('says what is wrong at %s', async (where, text) => {
    const path = join(directory, 'manifest.yml');
    await writeFile(path, text);
    await expect(readManifest(path)).rejects.toThrow(where);
    await expect(readManifest(path)).rejects.toThrow(path);
  });

  it('says so when there is none', async () => {
    await expect(readManifest(join(directory, 'none.yml'))).rejects.toThrow('none.yml');
  });
});
