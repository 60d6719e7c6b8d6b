import { stringify } from 'yaml';
import { composeFile, howToRun } from '../../../domain/how-to-run';
import type { StarterFile } from '../../../domain/provider-kind';

const PREAMBLE = `# How the preview host builds and starts this repository.
# The app has to listen on the port in PORT.
`;

/** The file that the reference host reads, made for what the repository is. */
export function starter(root: string[]): StarterFile {
  const { build, run, madeFor } = howToRun(root, '"$PORT"');
  const file = {
    ...(build.length > 0 ? { build: build.map(({ command }) => command) } : {}),
    run: run.command,
  };
  const compose = composeFile(root);
  return {
    path: 'preview.yml',
    text: PREAMBLE + stringify(file, { lineWidth: 0 }),
    ...(madeFor ? { madeFor } : {}),
    notes: [
      'This is what the reference host reads. A host of another kind may want another file: ask whoever runs it.',
      ...(compose
        ? [
            `The reference host does not run Docker Compose, so ${compose} is not used. Start here the app that people shall see, and give it the addresses of its databases as env vars.`,
          ]
        : []),
    ],
  };
}
