import { randomUUID } from 'node:crypto';
import type { Activity } from '../activity';
import type { AppBuild } from '../app/build-app';
import type { AppFunction } from '../app/manifest';
import type { CallLog } from '../call-log';
import type { Clock } from '../clock';
import { formatAppLog } from './app-log';
import { createFunctionPool, type FunctionPool } from './function-pool';
import type { InvocationOutcome } from './function-process';
import {
  DEFAULT_MEMORY_MB,
  FUNCTION_TIMEOUT_SECONDS,
  LONG_FUNCTION_TIMEOUT_SECONDS,
  PAYLOAD_BYTES,
} from './limits';

/** Why the app is called: the type decides the time limit. */
export type ModuleType =
  'trigger' | 'consumer' | 'scheduledTrigger' | 'preUninstall' | `bitbucket:${string}`;

export interface Invocation {
  functionKey: string;
  /** The function's first argument, plain JSON. */
  body: unknown;
  moduleKey: string;
  moduleType: ModuleType;
  /** The person who caused it; events, messages and schedules have none. */
  accountId?: string;
  /** What is called inside the function (a resolver's name), for the call log. */
  detail?: string;
  /** The invocation that this one follows from by pushes to a queue; left out, it begins a tree of them. */
  tree?: string;
}

/** An invocation that is running, as the proxy knows it by its token. */
export interface RunningInvocation {
  functionKey: string;
  accountId?: string;
  /** The invocation that it follows from by pushes to a queue. */
  tree: string;
}

/** Calls the functions of the built app, each in a process of its own. */
export interface AppRuntime {
  /** Never rejects; what the app threw, or why it was stopped, is in the outcome. */
  invoke(invocation: Invocation): Promise<InvocationOutcome>;
  /** Who holds a proxy token, while the invocation runs. */
  invocationOf(token: string): RunningInvocation | undefined;
  /** Ends every process; invocations under way end as failed. */
  stop(): void;
}

export interface AppRuntimeOptions {
  build: AppBuild;
  clock: Clock;
  activity: Activity;
  calls: CallLog;
  /** Base address of the proxy that the SDKs talk to. */
  proxyUrl: string;
  /** The workspace in which the app is installed, with braces; asked when needed. */
  workspaceUuid: () => string;
  /** Gets one finished line for each line that the app logs. */
  log: (line: string) => void;
}

/** Ids that production makes at deploy and install; one installation here, so they are fixed. */
const ENVIRONMENT_ID = '00000000-0000-4000-8000-0000000000e1';
const INSTALLATION_ID = '00000000-0000-4000-8000-0000000000f1';

/** Makes the runtime; processes start with the first invocation of their function. */
export function createAppRuntime(options: AppRuntimeOptions): AppRuntime {
  const functions = new Map(options.build.manifest.functions.map((fn) => [fn.key, fn]));
  const pools = new Map<string, FunctionPool>();
  const running = new Map<string, RunningInvocation>();

  function poolOf(fn: AppFunction): FunctionPool {
    let pool = pools.get(fn.key);
    if (!pool) {
      pool = createFunctionPool({
        directory: options.build.directory,
        memoryMB: fn.memoryMB ?? DEFAULT_MEMORY_MB,
        onLine: (line) => options.log(formatAppLog(fn.key, line)),
      });
      pools.set(fn.key, pool);
    }
    return pool;
  }

  async function runOnce(fn: AppFunction, invocation: Invocation): Promise<InvocationOutcome> {
    const tooLarge = checkSize('payload', fn, invocation.body);
    if (tooLarge) return tooLarge;
    const timeoutSeconds = timeoutOf(fn, invocation.moduleType);
    const outcome = await poolOf(fn).run(async (process) => {
      const event = describeInvocation(options, fn, invocation, timeoutSeconds);
      const { accountId, tree = randomUUID() } = invocation;
      running.set(event._meta.proxy.token, {
        functionKey: fn.key,
        tree,
        ...(accountId ? { accountId } : {}),
      });
      const deadline = options.clock.now() + timeoutSeconds * 1000;
      try {
        return await process.invoke(event, { timeoutMs: timeoutSeconds * 1000, deadline });
      } finally {
        running.delete(event._meta.proxy.token);
      }
    });
    const tooLong = outcome.success ? checkSize('answer', fn, outcome.body) : undefined;
    return tooLong ?? outcome;
  }

  return {
    async invoke(invocation) {
      const fn = functions.get(invocation.functionKey);
      if (!fn) return failure('Error', `The manifest has no function "${invocation.functionKey}"`);
      const done = options.activity.begin(`an invocation of ${fn.key}`);
      const note = options.calls.begin({
        kind: 'invocation',
        method: 'INVOKE',
        target: [invocation.moduleType, invocation.moduleKey, invocation.detail]
          .filter(Boolean)
          .join('/'),
        as: invocation.accountId ?? 'app',
        function: fn.key,
      });
      const outcome = await runOnce(fn, invocation);
      note(statusOf(outcome));
      if (!outcome.success) {
        const { type, message } = outcome.error;
        options.log(
          formatAppLog(fn.key, `${type}: ${message}\n${outcome.error.stack.slice(1).join('\n')}`),
        );
      }
      done();
      return outcome;
    },
    invocationOf: (token) => running.get(token),
    stop() {
      for (const pool of pools.values()) pool.stop();
    },
  };
}

const LONG_MODULES: ModuleType[] = ['consumer', 'scheduledTrigger', 'preUninstall'];

function timeoutOf(fn: AppFunction, moduleType: ModuleType): number {
  if (!LONG_MODULES.includes(moduleType)) return FUNCTION_TIMEOUT_SECONDS;
  return fn.timeoutSeconds ?? LONG_FUNCTION_TIMEOUT_SECONDS;
}

/** The event that the runner passes to the wrapper, as `@forge/runtime` describes it. */
function describeInvocation(
  { build, clock, proxyUrl, workspaceUuid }: AppRuntimeOptions,
  fn: AppFunction,
  { body, moduleKey, moduleType, accountId }: Invocation,
  timeout: number,
) {
  const token = makeToken(clock.now() + timeout * 1000);
  return {
    handler: fn.handler,
    body,
    variables: [],
    _meta: {
      proxy: { url: proxyUrl, token, host: new URL(proxyUrl).host },
      contextAri: `ari:cloud:bitbucket::workspace/${workspaceUuid().replace(/[{}]/g, '')}`,
      workspaceId: workspaceUuid(),
      appContext: {
        appId: build.manifest.appId.split('/').at(-1),
        appVersion: '1.0.0',
        environmentId: ENVIRONMENT_ID,
        environmentType: 'DEVELOPMENT',
        invocationId: randomUUID(),
        installationId: INSTALLATION_ID,
        functionKey: fn.key,
        moduleType,
        moduleKey,
        permissions: {
          scopes: build.manifest.scopes,
          external: { fetch: { backend: build.manifest.egress } },
        },
      },
      tracing: { traceId: randomUUID().replaceAll('-', ''), spanId: randomUUID().slice(0, 8) },
      ...(accountId ? { aaid: accountId } : {}),
      timeout,
      clockOffsetMs: clock.now() - Date.now(),
    },
  };
}

/** Shaped like the JWT that production passes; its signature is chance, and the proxy knows it. */
function makeToken(expiresAt: number): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { exp: Math.ceil(expiresAt / 1000), jti: randomUUID() };
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.${randomUUID()}`;
}

function checkSize(what: string, fn: AppFunction, body: unknown): InvocationOutcome | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(body) ?? '');
  if (bytes <= PAYLOAD_BYTES) return undefined;
  return failure(
    'PAYLOAD_TOO_LARGE',
    `The ${what} of ${fn.key} has ${bytes} bytes; Forge allows ${PAYLOAD_BYTES}`,
  );
}

function statusOf(outcome: InvocationOutcome): number {
  if (outcome.success) return 200;
  return outcome.error.type === 'FUNCTION_TIME_OUT' ? 504 : 500;
}

function failure(type: string, message: string): InvocationOutcome {
  return { success: false, error: { type, message, stack: [] } };
}
