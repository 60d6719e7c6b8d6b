/**
 * Runs Atlassian's bundler in a process of its own, because it resolves `./src` against the
 * working directory, reads its settings from the environment and keeps one core busy.
 *
 * node bundle.cjs [--unchecked] backend <output folder> <module>…   (working directory: the app's folder)
 * node bundle.cjs [--unchecked] resource <output file> <key> <path>
 *
 * With `--unchecked` types are stripped and not checked. Each bundle would check all of `src` anew, and
 * that is more than half of the work; what comes out is the same, as tsconfig.json isolates modules.
 */
'use strict';

const { cpSync, copyFileSync, mkdirSync, writeFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');

const args = process.argv.slice(2);
const unchecked = args[0] === '--unchecked';
const [kind, output, ...rest] = unchecked ? args.slice(1) : args;
const logger = { debug() {}, info() {}, trace() {}, warn: console.warn, error: console.error };

/** Changes what the bundler makes of the app's folder as little as the options ask for. */
function configured(bundler) {
  const getConfigs = bundler.getConfigs.bind(bundler);
  bundler.getConfigs = async (...given) => {
    const configs = await getConfigs(...given);
    for (const config of configs) {
      // Nobody reads source maps here.
      config.devtool = false;
      for (const use of config.module.rules.flatMap((rule) => rule.use ?? rule)) {
        if (use.loader === 'ts-loader') use.options = { ...use.options, transpileOnly: unchecked };
      }
    }
    return configs;
  };
  return bundler;
}

async function bundleBackend(modules) {
  const { FileSystemReader } = require('@forge/cli-shared');
  const { getNodeBundler, getWrapperProvider } = require('@forge/bundler');
  const wrapper = getWrapperProvider({ fileSystemReader: new FileSystemReader() });
  const chosen = getNodeBundler(logger, wrapper, { readConfig: async () => ({ app: {} }) });
  const { outputDir, additionalOutputs } = await configured(await chosen.getBundler()).bundle({
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
  const { nativeUiBundlesDetails } = await configured(new NativeUIBundler(logger)).bundleResources([
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
