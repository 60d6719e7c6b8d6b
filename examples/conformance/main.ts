import { parseArgs } from 'node:util';
import { CHECKS, type ConformanceOptions, type Result, runConformance } from './run-conformance';

const USAGE = `Checks whether a host keeps the promises of docs/host-protocol.md.

  npm run conformance -- --url https://previews.example.com --token <token>

  --url       what stands in front of /v1 (or HOST_URL)
  --token     opens the host (or HOST_TOKEN, which no list of processes shows)
  --place     the place to use; the first one of the offer otherwise
  --size      the size to use; the first one of the place otherwise
  --git-url   a repository that this machine may push to and the host may clone;
              without it the kit serves one on the loopback address
  --app       the folder of an app to deploy in place of examples/conformance/app
  --only      ids of checks, with commas between
  --patience  how many seconds a deployment may take (600)
  --list      lists the checks`;

function readOptions(): ConformanceOptions | undefined {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      url: text,
      token: text,
      place: text,
      size: text,
      'git-url': text,
      app: text,
      only: text,
      patience: text,
      list: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const { list, place, size, app, only, patience, 'git-url': gitUrl } = values;
  const url = values.url ?? process.env.HOST_URL;
  const token = values.token ?? process.env.HOST_TOKEN;
  if (list) console.log(CHECKS.map(({ id, promise }) => `${id.padEnd(18)}${promise}`).join('\n'));
  else if (!url || !token || values.help) console.log(USAGE);
  if (list || !url || !token || values.help) return undefined;
  const ids = only?.split(',');
  const unknown = ids?.filter((id) => !CHECKS.some((check) => check.id === id)) ?? [];
  if (unknown.length > 0) throw new Error(`There is no check ${unknown.join(', ')}; see --list.`);
  return {
    url,
    token,
    onResult: (result) => console.log(lineOf(result)),
    ...(place === undefined ? {} : { place }),
    ...(size === undefined ? {} : { size }),
    ...(app === undefined ? {} : { app }),
    ...(gitUrl === undefined ? {} : { gitUrl }),
    ...(ids === undefined ? {} : { only: ids }),
    ...(patience === undefined ? {} : { patience: Number(patience) }),
  };
}

const SIGNS = { kept: 'ok  ', broken: 'FAIL', skipped: 'skip' };

function lineOf({ id, promise, outcome, reason, seconds }: Result): string {
  const line = `${SIGNS[outcome]}  ${id.padEnd(18)}${`${seconds.toFixed(1)} s`.padStart(8)}  ${promise}`;
  return reason === '' ? line : `${line}\n${' '.repeat(34)}${reason}`;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return;
  const results = await runConformance(options);
  const count = (outcome: Result['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  console.log(`\n${count('kept')} kept, ${count('broken')} broken, ${count('skipped')} skipped`);
  if (count('broken') > 0) process.exitCode = 1;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
