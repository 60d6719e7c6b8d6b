import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** What would make `domain` impure: time, chance, the network and waiting. */
const impure = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'domain is pure: take the time as an argument.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'domain is pure: take the time as an argument.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'domain is pure: take what is random as an argument.',
  },
  {
    selector: "CallExpression[callee.name='fetch']",
    message: 'domain is pure: adapters do the fetching.',
  },
  { selector: ':function[async=true]', message: 'domain is pure and synchronous.' },
];

/** What every file keeps to. */
const everywhere = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
  { selector: 'ExportDefaultDeclaration', message: 'Use a named export.' },
];

/** What would pass by the gate of the local platform. */
const ungated = [
  {
    selector:
      "CallExpression[arguments.length=0][callee.property.name='json']:matches([callee.object.name='request'], [callee.object.property.name='req'])",
    message: 'Read bodies with readJson() of local/read-json.ts: JSON is taken as JSON only.',
  },
];
/** Jest resolves it; the program that `npm start` runs does not. */
const unresolved = [
  { selector: 'ImportExpression', message: 'Import at the top: tsx/cjs finds no file later.' },
];
const servers = [
  { name: 'node:http', importNames: ['createServer'] },
  { name: '@hono/node-server' },
].map((one) => ({ ...one, message: 'Listen with listen() of local/http-server.ts.' }));

const RANDOM =
  "CallExpression[callee.object.name='fc'][callee.property.name=/^(assert|check|sample)$/]";
/** What would make a test fail by chance. */
const unseeded = [
  {
    selector: `${RANDOM}[arguments.length<2]`,
    message: 'Random cases begin at a seed: pass randomCases() of test/fuzz.',
  },
  {
    selector: `${RANDOM} > ObjectExpression:nth-child(2):not(:has(> Property[key.name='seed']))`,
    message: 'Random cases begin at a seed: pass randomCases() of test/fuzz, or a seed.',
  },
];

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      '.local',
      'dist',
      'coverage',
      'artifacts',
      '**/*.mjs',
      '**/*.cjs',
      '**/*.js',
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'no-restricted-syntax': ['error', ...everywhere],
      'func-style': ['error', 'declaration', { allowArrowFunctions: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/domain/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
        ...impure,
      ],
    },
  },
  {
    files: ['src/frontend/**', 'local/pages/**'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    files: ['local/**'],
    ignores: ['local/http-server.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...everywhere, ...ungated, ...unresolved],
      'no-restricted-imports': ['error', { paths: servers }],
    },
  },
  {
    files: ['test/**', 'bench/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-syntax': ['error', ...everywhere, ...unseeded],
    },
  },
);
