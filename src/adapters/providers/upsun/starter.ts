import { stringify } from 'yaml';
import { composeFile, howToRun, type HowToRun } from '../../../domain/how-to-run';
import type { StarterFile } from '../../../domain/provider-kind';

const PREAMBLE = `# How Upsun builds and starts this repository.
# The app has to listen on the port in PORT.
`;

/** What an app that was recognised needs to be built: Upsun's own names, with a version that it offers. */
const TYPES: [madeFor: RegExp, type: string][] = [
  [/Django|Python/, 'python:3.12'],
  [/Laravel|PHP/, 'php:8.3'],
  [/Java/, 'java:21'],
  [/Go/, 'golang:1.23'],
];
const OTHERWISE = 'nodejs:22';
/** Has python3, which serves files. */
const FILES = 'python:3.12';

/** Upsun's configuration with one app and one route, made for what the repository is. */
export function starter(root: string[]): StarterFile {
  const { build, run, madeFor } = servedAsItIs(howToRun(root, '"$PORT"'));
  const file = {
    applications: {
      app: {
        type: typeFor(madeFor),
        ...(build.length > 0
          ? { hooks: { build: ['set -e', ...build.map(({ command }) => command)].join('\n') } }
          : {}),
        web: { commands: { start: run.command } },
      },
    },
    routes: { 'https://{default}/': { type: 'upstream', upstream: 'app:http', primary: true } },
  };
  const compose = composeFile(root);
  return {
    path: '.upsun/config.yaml',
    text: PREAMBLE + stringify(file, { lineWidth: 0 }),
    ...(madeFor ? { madeFor } : {}),
    notes: [
      'Check the version after the type: Upsun takes the versions that its documents list.',
      'Databases and other services are added below "services" and "relationships".',
      ...(compose ? [`Upsun does not run Docker Compose, so ${compose} is not used.`] : []),
    ],
  };
}

/** Upsun builds without the history of the repository, so nothing has to be kept from those who visit. */
function servedAsItIs(how: HowToRun): HowToRun {
  const copy = ' --directory .preview';
  const { command, title } = how.run;
  if (!command.includes(copy)) return how;
  return { ...how, build: [], run: { title, command: command.replace(copy, '') } };
}

function typeFor(madeFor: string | undefined): string {
  if (!madeFor || madeFor.includes('static')) return FILES;
  return TYPES.find(([what]) => what.test(madeFor))?.[1] ?? OTHERWISE;
}
