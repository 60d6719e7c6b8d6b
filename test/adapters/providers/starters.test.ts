import { parse } from 'yaml';
import { codesphere } from '../../../src/adapters/providers/codesphere/kind';
import { ownHost } from '../../../src/adapters/providers/own-host/kind';
import { upsun } from '../../../src/adapters/providers/upsun/kind';
import { filesToJudge, showStarters, type RepositoryFacts } from '../../../src/domain/starter';
import { CODESPHERE_OPTIONS } from '../../domain/preview-fixture';

const NODE = ['package.json', 'package-lock.json', 'src/'];

test('Codesphere gets a ci.yml that prepares and runs the app on the port it visits', () => {
  const { path, text } = codesphere.starter!(NODE);
  expect(path).toBe('ci.yml');
  expect(parse(text)).toEqual({
    prepare: { steps: [{ name: 'Install', command: 'npm ci' }] },
    run: { steps: [{ name: 'Start', command: 'PORT=${PORT:-3000} npm start' }] },
  });
});

test('of a chosen profile it is the file of that profile', () => {
  const { path } = codesphere.starter!(NODE, { ...CODESPHERE_OPTIONS, profile: 'preview' });
  expect(path).toBe('ci.preview.yml');
});

test('the own host gets a preview.yml with commands', () => {
  const { path, text } = ownHost.starter!(NODE);
  expect(path).toBe('preview.yml');
  expect(parse(text)).toEqual({ build: ['npm ci'], run: 'PORT="$PORT" npm start' });
});

test('Upsun gets a configuration with one app, its hook and its route', () => {
  const { path, text } = upsun.starter!(NODE);
  expect(path).toBe('.upsun/config.yaml');
  expect(parse(text)).toEqual({
    applications: {
      app: {
        type: 'nodejs:22',
        hooks: { build: 'set -e\nnpm ci' },
        web: { commands: { start: 'PORT="$PORT" npm start' } },
      },
    },
    routes: { 'https://{default}/': { type: 'upstream', upstream: 'app:http', primary: true } },
  });
  // What it builds has no history to copy the files from.
  expect(parse(upsun.starter!(['index.html']).text)).toMatchObject({
    applications: {
      app: {
        type: 'python:3.12',
        web: { commands: { start: 'python3 -m http.server "$PORT" --bind 0.0.0.0' } },
      },
    },
  });
});

test.each([codesphere, ownHost, upsun])(
  '$title says that Docker Compose is not run',
  ({ starter }) => {
    const { notes } = starter!(['docker-compose.yml', ...NODE]);
    expect(notes.join(' ')).toMatch(
      /does not run Docker Compose, so docker-compose\.yml is not used/,
    );
  },
);

describe('on the page', () => {
  const facts: RepositoryFacts = {
    isPrivate: true,
    pageUrl: 'https://bitbucket.org/bakery/shop',
    main: { branch: 'feature/main', commit: 'abc', root: [] },
  };
  const shown = (main?: RepositoryFacts['main']) =>
    showStarters([codesphere], { ...facts, ...(main ? { main } : {}) }, undefined)[0];

  test('a missing file is made in the editor, on the main branch', () => {
    expect(shown()).toMatchObject({
      provider: 'codesphere',
      isThere: false,
      branch: 'feature/main',
      editorUrl: 'https://bitbucket.org/bakery/shop/create-file/abc/ci.yml?at=feature%2Fmain',
    });
  });

  test('a file with something in it is there; an empty one is edited', () => {
    const root = (size: number) => ({ ...facts.main!, root: [{ path: 'ci.yml', size }] });
    expect(shown(root(20))?.isThere).toBe(true);
    expect(shown(root(0))).toMatchObject({
      isThere: false,
      editorUrl:
        'https://bitbucket.org/bakery/shop/src/abc/ci.yml?mode=edit&spa=0&at=feature%2Fmain',
    });
  });

  test('a file in a folder is there when the folder is', () => {
    const inRoot = (root: RepositoryFacts['main']) =>
      showStarters([upsun], { ...facts, ...(root ? { main: root } : {}) }, undefined)[0];
    expect(inRoot({ ...facts.main!, root: [{ path: '.upsun/', size: 0 }] })?.isThere).toBe(true);
    expect(inRoot({ ...facts.main!, root: [{ path: '.ups/', size: 0 }] })?.isThere).toBe(false);
  });

  test('a file that another tool would read is judged, and said to be none', () => {
    const main = { ...facts.main!, root: [{ path: 'ci.yml', size: 20 }] };
    expect(filesToJudge([codesphere, ownHost], { ...facts, main }, undefined)).toEqual(['ci.yml']);
    const judged = (text: string) =>
      showStarters([codesphere], { ...facts, main, texts: { 'ci.yml': text } }, undefined)[0];
    expect(judged('pipelines: {}')?.problem).toContain('Bitbucket Pipelines');
    expect(judged('run: "npm')?.problem).toContain('line 1, column 6');
    expect(judged('run:\n  steps: []')).not.toHaveProperty('problem');
  });

  test('no file is judged that is missing, empty or large', () => {
    for (const size of [0, 70_000]) {
      const main = { ...facts.main!, root: [{ path: 'ci.yml', size }] };
      expect(filesToJudge([codesphere], { ...facts, main }, undefined)).toEqual([]);
    }
    expect(filesToJudge([codesphere], facts, undefined)).toEqual([]);
  });

  test('a repository without a commit has a file made in it', () => {
    const { main: _, ...empty } = facts;
    expect(showStarters([codesphere], empty, undefined)[0]).toMatchObject({
      isThere: false,
      editorUrl: 'https://bitbucket.org/bakery/shop/create-file',
    });
  });
});
