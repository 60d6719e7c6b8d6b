import { Problem } from './failure';

/** Refusals of calls, each in one place so that their words can be compared. */
export const refusals = {
  invalid: (what: string) =>
    new Problem(400, {
      code: 'request-invalid',
      message: `${what} is not as the protocol says.`,
      remedy: 'Compare the request with host-protocol.openapi.yaml.',
      mends: 'provider',
    }),
  keyMissing: () =>
    new Problem(400, {
      code: 'idempotency-key-missing',
      message: 'The request has no Idempotency-Key.',
      remedy: 'Send one that is new for each deployment.',
      mends: 'provider',
    }),
  tokenRejected: () =>
    new Problem(401, {
      code: 'token-rejected',
      message: 'The token is missing or wrong.',
      remedy: 'Connect the host again with its token.',
      mends: 'settings',
    }),
  webPage: () =>
    new Problem(403, {
      code: 'forbidden',
      message: 'Web pages may not call the API.',
      remedy: 'Call it from a server.',
      mends: 'provider',
    }),
  unknownAddress: (url: URL) =>
    new Problem(403, {
      code: 'forbidden',
      message: 'The host is not known by this name.',
      remedy: `Use the address ${url.href}.`,
      mends: 'settings',
    }),
  placeUnknown: () =>
    new Problem(404, {
      code: 'place-unknown',
      message: 'The host has no such place.',
      remedy: 'Choose one of the places that the host offers.',
      mends: 'settings',
    }),
  gone: (name: string) =>
    new Problem(404, {
      code: 'environment-gone',
      message: `There is no environment ${name}.`,
      remedy: 'Create it, if there should be one.',
      mends: 'person',
    }),
  callUnknown: () =>
    new Problem(404, {
      code: 'not-found',
      message: 'The protocol has no such call.',
      remedy: 'Compare the address with host-protocol.openapi.yaml.',
      mends: 'settings',
    }),
  deleting: (name: string) =>
    new Problem(
      409,
      {
        code: 'environment-deleting',
        message: `The environment ${name} is being deleted.`,
        remedy: 'Create it again when it is gone.',
        mends: 'time',
      },
      2,
    ),
  deploymentRunning: () =>
    new Problem(
      409,
      {
        code: 'deployment-running',
        message: 'A deployment is under way.',
        remedy: 'Wait until it has ended, or cancel it.',
        mends: 'time',
      },
      5,
    ),
  nothingRuns: () =>
    new Problem(409, {
      code: 'nothing-runs',
      message: 'The environment has nothing that could sleep or wake.',
      remedy: 'Deploy a commit first.',
      mends: 'person',
    }),
  keySpent: (name: string) =>
    new Problem(410, {
      code: 'idempotency-key-spent',
      message: `The environment ${name} that this Idempotency-Key made has been deleted.`,
      remedy: 'Send a new key to make it again.',
      mends: 'person',
    }),
  tooLarge: () =>
    new Problem(413, {
      code: 'request-too-large',
      message: 'The body is over 1 MiB.',
      remedy: 'Give fewer or shorter variables.',
      mends: 'settings',
    }),
  notJson: () =>
    new Problem(415, {
      code: 'body-not-json',
      message: 'The body is not application/json.',
      remedy: 'Send JSON, and say so in Content-Type.',
      mends: 'provider',
    }),
  keyReused: () =>
    new Problem(422, {
      code: 'idempotency-key-reused',
      message: 'This Idempotency-Key was used for another request.',
      remedy: 'Send a new key with a new request.',
      mends: 'provider',
    }),
  sizeUnknown: (size: string) =>
    new Problem(422, {
      code: 'size-unknown',
      message: `The host has no size ${size.slice(0, 100)}.`,
      remedy: 'Choose one of the sizes that the host offers.',
      mends: 'settings',
    }),
};
