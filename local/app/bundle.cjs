/**
 * Runs Atlassian's bundler in a process of its own, because it resolves `./src` against the
 * working directory, reads its settings from the environment and keeps one core busy.
 *
 * node bundle.cjs backend <output folder> <module>…     (working directory: the app's folder)
 * node bundle.cjs resource <output file> <key> <path>
 */
'use strict';

const { cpSync, copyFileSync, mkdirSync, writeFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');

const [kind, output, ...rest] = process.argv.slice(2);
const logger = { debug() {}, info() {}, trace() {}, warn: console.warn, error: console.error };

async function bundleBackend(modules) {
  const { FileSystemReader } = require('@forge/cli-shared');
  const { getNodeBundler, getWrapperProvider } = require('@forge/bundler');
  const wrapper = getWrapperProvider({ fileSystemReader: new FileSystemReader() });
  const bundler = getNodeBundler(logger, wrapper, { readConfig: async () => ({ app: {} }) });
  const { outputDir, additionalOutputs } = await bundler.bundle({
    appDirectory: process.cwd(),
    entryPoints: modules.map((name) => ({ name, path: resolve('src', name) })),
  });
  cpSync(outputDir, output, { recursive: true });
  for (const [file, content] of additionalOutputs ?? []) {
    mkdirSync(dirname(join(output, file)), { recursive: true });
    writeFileSync(join(output, file), content);
  }
}

async function bundleResource(key, path) {
  const { NativeUIBundler } = require('@forge/bundler');
  const { nativeUiBundlesDetails } = await new NativeUIBundler(logger).bundleResources([
    { key, path },
  ]);
  mkdirSync(dirname(output), { recursive: true });
  copyFileSync(join(nativeUiBundlesDetails[0].path, `${key}.js`), output);
}

const work = kind === 'backend' ? bundleBackend(rest) : bundleResource(rest[0], rest[1]);
work.then(
  () => process.exit(0),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
