/**
 * Runs Atlassian's bundler in a process of its own, because it resolves `./src` against the
 * working directory, reads its settings from the environment and keeps one core busy.
 *
 * node bundle.cjs [--minify] backend <output folder> <module>…    (working directory: the app's folder)
 * node bundle.cjs [--minify] pages <output folder> <key>=<path>…
 *
 * Types are stripped and not checked: each bundle would check all of `src` anew, and `npm run types` does it once.
 * Only with `--minify` bundles are as small as Forge's: it takes more than half of the time.
 */
'use strict';

const { cpSync, copyFileSync, mkdirSync, writeFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');

const args = process.argv.slice(2);
const minify = args[0] === '--minify';
const [kind, output, ...rest] = minify ? args.slice(1) : args;
const logger = { debug() {}, info() {}, trace() {}, warn: console.warn, error: console.error };

/** Changes what the bundler makes of the app's folder as little as the options ask for. */
function configured(bundler) {
  const getConfigs = bundler.getConfigs.bind(bundler);
  bundler.getConfigs = async (...given) => {
    const configs = await getConfigs(...given);
    for (const config of configs) {
      // Nobody reads source maps here.
      config.devtool = false;
      if (!minify) config.optimization = { ...config.optimization, minimize: false };
      for (const use of config.module.rules.flatMap((rule) => rule.use ?? rule)) {
        if (use.loader === 'ts-loader') use.options = { ...use.options, transpileOnly: true };
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

async function bundlePages(pages) {
  const { NativeUIBundler } = require('@forge/bundler');
  const resources = pages.map((page) => {
    const [key, path] = page.split('=');
    return { key, path };
  });
  const bundler = configured(new NativeUIBundler(logger));
  const { nativeUiBundlesDetails } = await bundler.bundleResources(resources);
  mkdirSync(output, { recursive: true });
  for (const { key, path } of nativeUiBundlesDetails) {
    copyFileSync(join(path, `${key}.js`), join(output, `${key}.js`));
  }
}

const work = kind === 'backend' ? bundleBackend(rest) : bundlePages(rest);
work.then(
  () => process.exit(0),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
