import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codesphere } from '../../../src/adapters/providers/codesphere/kind';
import { readManifest } from '../../../local/app/manifest';

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

it('declares what providers are called at, and what is to come: later that is a major version', async () => {
  const { egress, scopes } = await readManifest(join(root, 'manifest.yml'));
  const isDeclared = (host: string) =>
    egress.includes(`https://${host}`) || egress.includes(host.replace(/^[^.]+/, '*'));
  const { api, previews } = codesphere.hosts;
  expect([...api, ...previews].filter((host) => !isDeclared(host))).toEqual([]);
  // A wildcard leaves out the domain itself.
  expect(egress).toContain('https://codesphere.com');
  for (const provider of ['upsun', 'ona', 'spacelift']) {
    expect(egress.some((address) => address.includes(`${provider}.`))).toBe(true);
  }
  expect(scopes).toContain('read:project:bitbucket');
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
