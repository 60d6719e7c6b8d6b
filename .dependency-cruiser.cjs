/** Who may import whom. Each adapter has a row of its own, so that siblings cannot see each other. */
const { readdirSync } = require('node:fs');
const { join } = require('node:path');

const providers = readdirSync(join(__dirname, 'src/adapters/providers'));
const adapters = ['bitbucket', 'dotenv', 'forge', ...providers.map((name) => `providers/${name}`)];

const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|local|test|bench|examples)/', pathNot: allowed },
});

const packages = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: {
    dependencyTypes: [
      'npm',
      'npm-dev',
      'npm-peer',
      'npm-optional',
      'npm-no-pkg',
      'npm-unknown',
      'core',
    ],
    ...(allowed ? { pathNot: allowed } : {}),
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle cannot be read from either end.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-unresolved',
      comment: 'Every import must exist.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    only('domain', '^src/domain/', '^src/domain/', 'domain is pure and knows nothing else.'),
    packages(
      'domain-packages',
      '^src/domain/',
      '^crypto$|node_modules/(valibot|picomatch|@types/picomatch)/',
      'domain uses no package but the schema library, patterns of branches and hashes, which are pure.',
    ),
    only(
      'ports',
      '^src/ports/',
      '^src/(ports|domain)/',
      'ports are interfaces in the words of domain.',
    ),
    packages('ports-packages', '^src/ports/', null, 'ports use no package.'),
    only(
      'usecases',
      '^src/usecases/',
      '^src/(usecases|ports|domain)/',
      'usecases see the world through ports.',
    ),
    packages('usecases-packages', '^src/usecases/', null, 'usecases use no package.'),
    ...adapters.map((adapter) =>
      only(
        `adapter-${adapter.replace('/', '-')}`,
        `^src/adapters/${adapter}/`,
        `^src/(adapters/(${adapter}|http)/|ports/|domain/)`,
        'An adapter knows its own system only, never a sibling.',
      ),
    ),
    only(
      'adapter-surface',
      '^src/adapters/surfaces/([^/]+)/',
      '^src/(adapters/surfaces/$1/|ports/|domain/)',
      'A surface knows its own folder only, never a sibling.',
    ),
    only(
      'http',
      '^src/adapters/http/',
      '^src/(adapters/http|domain)/',
      'What adapters share knows no system.',
    ),
    packages('http-packages', '^src/adapters/http/', null, 'Nor any package.'),
    packages(
      'forge-packages',
      '^src/adapters/forge/',
      '^util$|node_modules/@forge/(api|kvs|events)/',
      'The Forge adapter uses the Forge SDKs only, and compares what they answer.',
    ),
    packages(
      'client-packages',
      '^src/adapters/(bitbucket|providers)/',
      'node_modules/(valibot|yaml)/',
      'Adapters read answers through schemas, and files of a repository.',
    ),
    only(
      'contract',
      '^src/contract\\.ts$',
      '^src/domain/',
      'The contract speaks in the words of domain.',
    ),
    only(
      'wiring',
      '^src/wiring\\.ts$',
      '^src/(adapters|ports|usecases|domain)/',
      'The one place that joins adapters.',
    ),
    only(
      'triggers',
      '^src/triggers/',
      '^src/(triggers|usecases|wiring\\.ts|domain)',
      'Triggers call usecases.',
    ),
    only(
      'resolvers',
      '^src/resolvers/',
      '^src/(resolvers|usecases|wiring\\.ts|contract\\.ts|domain)',
      'Resolvers call usecases.',
    ),
    only(
      'frontend',
      '^src/frontend/',
      '^src/(frontend/|contract\\.ts)',
      'The frontend knows the contract only.',
    ),
    packages(
      'frontend-packages',
      '^src/frontend/',
      'node_modules/(@forge/(react|bridge)|react)/',
      'The frontend uses UI Kit only.',
    ),
    only('src-alone', '^src/', '^src/', 'src never knows the local platform.'),
    ...['host', 'conformance'].map((example) =>
      only(
        `example-${example}`,
        `^examples/${example}/`,
        `^examples/${example}/`,
        'An example stands alone: others take its folder and go on from there.',
      ),
    ),
    packages(
      'example-host-packages',
      '^examples/host/',
      '^node:|^[a-z_/]+$|node_modules/(hono|@hono/node-server|valibot|yaml)/',
      'The reference host needs little, so that it is easily copied.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
