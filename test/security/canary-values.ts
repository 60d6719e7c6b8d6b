import { makeCanary } from './traces';

export const KEY = makeCanary('key');
/** The key of an account without billing. */
export const NO_BILLING = makeCanary('unbilled');
export const WRONG_KEY = makeCanary('wrong');
/** Its base64 is longer than a line of it, and JSON and URLs cannot hold it as it is. */
export const SECRET = makeCanary('secret', '"ü+/%&=\\');
export const REPLACED = makeCanary('replaced');
/** The lines of one secret value. */
export const LINES = [makeCanary('line1'), makeCanary('line2')];
export const UNSAVED = makeCanary('unsaved');
/** Pasted as a part of a .env file, and never saved. */
export const PASTED = makeCanary('pasted');
/** Typed into the page, and saved. */
export const TYPED = makeCanary('typed');
/** All of them. */
export const CANARIES = [
  KEY,
  NO_BILLING,
  WRONG_KEY,
  SECRET,
  REPLACED,
  ...LINES,
  UNSAVED,
  PASTED,
  TYPED,
];

/** The env vars of the form: two secret ones, and one that forks get too. */
export const variables = (secret: string) => [
  { name: 'SECRET', secret: true, value: secret },
  { name: 'LINES', secret: true, value: LINES.join('\n') },
  { name: 'GREETING', secret: false, value: 'Hello forks', forks: true },
];

/** The step of a ci.yml that prints all it knows in every way that comes to mind, and then ends with `end`. */
const echoStep = (end: string) => `
    - command: |
        echo "$SECRET" >&2; echo "$LINES"; printenv
        echo "$SECRET" | base64; printf %s "$LINES" | base64 -w 0; echo
        printf 'user:%s' "$SECRET" | base64 -w 0; echo; printf 'x%s' "$SECRET" | base64 -w 0; echo
        node -p 'JSON.stringify(process.env)'; node -p 'encodeURIComponent(process.env.SECRET)'
        node -p 'String(new URLSearchParams(process.env))'
        ${end}
`;
/** Its stage prepare prints everything. */
const echo = (end: string) => `prepare:
  steps:${echoStep(end)}run:
  steps:
    - command: node server.js
`;
/** Its stage prepare fails. */
export const ECHO = echo('exit 3');
/** Its stage prepare does not end by itself. */
export const ECHO_ON = echo('sleep 1000');
/** All is well. */
export const ECHO_WELL = echo('true');
/** Its stage run fails. */
export const ECHO_NO_RUN = `run:\n  steps:${echoStep('exit 3')}`;
/** Its stage run goes on, and nothing listens. */
export const ECHO_SILENT = `run:\n  steps:${echoStep('sleep 1000')}`;
/** Only the stage run. */
export const RUN = 'run:\n  steps:\n    - command: node server.js\n';
