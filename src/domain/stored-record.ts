import { FailureError, permanent } from './failure';
import type { Hold, PersonRequest, Preview, PreviewState, Removal, StepRecord } from './preview';
import { isRecord } from './is-record';
import { parsePreviewKey, parseRepositoryKey, previewId } from './preview-key';
import type { Connection, RepositorySettings } from './settings';

/**
 * Records may have been written by another version of the app, or be damaged. Only what fits is
 * used: from a guess an environment could be deleted or forgotten. Fields that are not named here are
 * kept as they are.
 */

/** Where a value does not fit, as a dotted path; undefined when it does. */
type Check = (value: unknown, at: string) => string | undefined;

const text: Check = (value, at) => (typeof value === 'string' ? undefined : at);
/** Of an environment or a step, and part of a path: no guess is made of anything else. */
const id: Check = (value, at) =>
  text(value, at) ?? (/^[a-z\d][\w-]{0,63}$/i.test(String(value)) ? undefined : at);
const flag: Check = (value, at) => (typeof value === 'boolean' ? undefined : at);
const number: Check = (value, at) => (Number.isFinite(value) ? undefined : at);

/** One of the names of a union; each must be there, so that a new one cannot be forgotten. */
function oneOf<Name extends string>(names: Record<Name, true>): Check {
  return (value, at) => (typeof value === 'string' && Object.hasOwn(names, value) ? undefined : at);
}

function maybe(check: Check): Check {
  return (value, at) => (value === undefined ? undefined : check(value, at));
}

function list(check: Check): Check {
  return (value, at) =>
    Array.isArray(value)
      ? value.map((item, index) => check(item, `${at}.${index}`)).find((path) => path !== undefined)
      : at;
}

function shape(fields: Record<string, Check>): Check {
  return (value, at) => {
    if (!isRecord(value)) return at;
    return Object.entries(fields)
      .map(([name, check]) => check(value[name], `${at}.${name}`))
      .find((path) => path !== undefined);
  };
}

/** A union whose members are told apart by the field `tag`; each must be there too. */
function union<Name extends string>(tag: string, members: Record<Name, Check>): Check {
  return (value, at) => {
    const name = (Object(value) as Record<string, unknown>)[tag];
    if (typeof name !== 'string' || !Object.hasOwn(members, name)) return `${at}.${tag}`;
    return members[name as Name](value, at);
  };
}

/** No environment is deleted because of a code that is not known, so `code` may be any. */
const failure = shape({
  ...{ code: text, message: text, remedy: text },
  ...{ kind: oneOf({ transient: true, permanent: true }), logTail: maybe(list(text)) },
});
const sent = { commit: text, refname: text, green: maybe(flag) };
const untold = shape({
  ...{ count: number, nextAt: number, refusedSince: maybe(number), failure: maybe(failure) },
});
const bare = shape({});
const removal = union<Removal['why']>('why', {
  ...{ merged: bare, declined: bare, gone: bare, 'repository-deleted': bare },
  ...{ 'switched-off': bare, disconnected: bare, held: bare, moved: bare, 'without-clone': bare },
  asked: shape({ by: text, commit: text }),
});
const hold = oneOf<Hold>({
  ...{ off: true, 'left-running': true, fork: true, 'removed-by-person': true },
});
const state = union<PreviewState['type']>('type', {
  none: shape({ hold: maybe(hold) }),
  waiting: shape({
    ...{ commit: text, reason: text, since: number, stopped: maybe(flag) },
    teamId: maybe(text),
  }),
  creating: shape({ teamId: text }),
  deploying: bare,
  ready: shape({ since: number }),
  failed: shape({ teamId: maybe(text) }),
  deleting: shape({ removal, since: number, acceptedAt: maybe(number), teamId: maybe(text) }),
  deleted: shape({ removal, at: number, leftRunning: maybe(flag) }),
});
const stepState = oneOf<StepRecord['state']>({
  ...{ waiting: true, running: true, done: true, failed: true, skipped: true },
});
const requestType = oneOf<PersonRequest['type']>({ redeploy: true, delete: true });

const preview = shape({
  revision: number,
  pullRequest: shape({
    state: oneOf<Preview['pullRequest']['state']>({
      ...{ open: true, merged: true, declined: true, gone: true },
    }),
    ...{ commit: text, branch: text, pageUrl: text, readAt: number },
    repository: shape({ slug: text, private: flag, gitUrl: text }),
    fork: maybe(shape({ private: flag, gitUrl: text })),
  }),
  state,
  environment: maybe(
    shape({
      ...{ id, name: text, teamId: text, planId: text },
      ...{ restricted: flag, url: maybe(text), pageUrl: text },
    }),
  ),
  deployment: maybe(
    shape({
      ...{ number, commit: text, branch: text, settingsRevision: number, startedAt: number },
      ...{ endedAt: maybe(number), failure: maybe(failure), restarts: maybe(number) },
      ...{ retries: maybe(number), failedWith: maybe(number) },
      steps: list(shape({ id, title: text, state: stepState })),
    }),
  ),
  unconfirmedAt: maybe(number),
  twin: maybe(shape({ id: maybe(id), pageUrl: text, planId: text, since: number, failure })),
  running: maybe(shape({ commit: text })),
  check: maybe(shape({ number, dueAt: number })),
  slot: maybe(number),
  trouble: maybe(shape({ failure, count: number, since: number })),
  request: maybe(shape({ type: requestType, by: text, at: number })),
  approval: maybe(shape({ commit: text, by: text, at: number })),
  announced: shape({
    status: maybe(shape({ ...sent, fingerprint: text })),
    statusPending: maybe(list(shape(sent))),
    comment: maybe(shape({ id: number, fingerprint: text })),
    untold: maybe(shape({ status: maybe(untold), comment: maybe(untold) })),
  }),
  history: list(shape({ at: number, text })),
});

const settings = shape({
  ...{ revision: number, enabled: flag, deployRevision: number, updatedAt: number },
  ...{ updatedBy: text, secretsId: maybe(text), repositoryDeletedAt: maybe(number) },
  connection: maybe(
    shape({
      provider: oneOf<Connection['provider']>({ codesphere: true }),
      ...{ teams: list(shape({ id: text, name: text })), setAt: number, setBy: text },
    }),
  ),
  options: maybe(
    shape({
      ...{ teamId: text, teamName: text, planId: text, planTitle: text, profile: text },
      planPriceUsd: maybe(number),
      earlierPlans: maybe(list(shape({ id: text, title: text, priceUsd: number }))),
      stages: shape({ prepare: flag, test: flag, run: flag }),
      ...{ stopOnTestFailure: flag, visibility: oneOf({ public: true, restricted: true }) },
      variables: list(shape({ name: text, secret: flag, value: maybe(text) })),
    }),
  ),
  disconnecting: maybe(shape({ by: text, at: number, keep: maybe(flag) })),
});

/** A row of the store as it was written: the record, and its revision once more for conditions. */
export interface StoredRow {
  revision?: unknown;
  body?: unknown;
}

/** The record of a preview, stored under `id`. Throws a `record-unreadable` failure. */
export function parseStoredPreview(row: StoredRow, id: string): Preview {
  const body = parseBody(row, preview, 'preview', (key) => {
    const parsed = parsePreviewKey(key);
    return parsed !== undefined && previewId(parsed) === id;
  });
  return body as Preview;
}

/** The settings of a repository, stored under its id. Throws a `record-unreadable` failure. */
export function parseStoredSettings(row: StoredRow, repositoryId: string): RepositorySettings {
  const body = parseBody(
    row,
    settings,
    'repository',
    (key) => parseRepositoryKey(key)?.repositoryId === repositoryId,
  ) as RepositorySettings;
  // They come in this order and go together: without one, all previews would count as unwanted.
  if (body.enabled && !body.options) throw unreadable('repository', 'is damaged at options');
  if (body.options && !body.connection) throw unreadable('repository', 'is damaged at connection');
  return body;
}

function parseBody(
  row: StoredRow,
  check: Check,
  what: 'preview' | 'repository',
  isOwn: (key: object) => boolean,
): unknown {
  const body = Object(row.body) as Record<string, unknown>;
  if (typeof body.version === 'number' && body.version > 1) {
    throw unreadable(what, `has the form ${body.version} of a newer version of the app`);
  }
  const key = what === 'preview' ? 'key' : 'repository';
  const misfit =
    (body.version === 1 ? undefined : 'version') ??
    (isOwn(Object(body[key]) as object) ? undefined : key) ??
    (row.revision === body.revision ? undefined : 'revision') ??
    check(body, 'record')?.replace(/^record\.?/, '');
  if (misfit !== undefined) throw unreadable(what, `is damaged at ${misfit || 'its root'}`);
  return body;
}

/** The failure for something stored that cannot be used. Nothing is done until it can. */
export function unreadable(what: 'preview' | 'repository' | 'secret', how: string): FailureError {
  return new FailureError(
    permanent(
      'record-unreadable',
      `The stored record of this ${what} ${how}.`,
      'Nothing is changed or deleted because of it. An admin of the workspace updates the app. If this stays, report it.',
    ),
  );
}
