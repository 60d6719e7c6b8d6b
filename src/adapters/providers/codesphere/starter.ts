import { stringify } from 'yaml';
import { composeFile, howToRun, type NamedCommand } from '../../../domain/how-to-run';
import type { ProviderOptions } from '../../../domain/provider';
import type { StarterFile } from '../../../domain/provider-kind';
import { ciFile } from './read-ci-file';
import { optionsOf } from './options';

const PREAMBLE = `# How Codesphere builds and starts this repository.
# The app has to listen on port 3000 on all interfaces (0.0.0.0), not on localhost alone.
`;

/** The CI file of the chosen profile, made for what the repository is. */
export function starter(root: string[], saved?: ProviderOptions): StarterFile {
  const { build, run, madeFor } = howToRun(root, '${PORT:-3000}');
  const stages = {
    ...(build.length > 0 ? { prepare: { steps: build.map(stepOf) } } : {}),
    run: { steps: [stepOf(run)] },
  };
  const compose = composeFile(root);
  return {
    path: ciFile(saved && optionsOf(saved).profile),
    text: PREAMBLE + stringify(stages, { lineWidth: 0 }),
    ...(madeFor ? { madeFor } : {}),
    notes: compose
      ? [
          `Codesphere does not run Docker Compose, so ${compose} is not used. Start here the app that people shall see, and give it the addresses of its databases as env vars.`,
        ]
      : [],
  };
}

function stepOf({ title, command }: NamedCommand) {
  return { name: title, command };
}
