import type { Activity } from './activity';
import type { AppBuild } from './app/build-app';
import type { AppPreUninstall, AppScheduledTrigger, AppTrigger } from './app/manifest';
import type { CallLog } from './call-log';
import type { Clock } from './clock';
import { type HttpServer, listen } from './http-server';
import { createKvs, type Kvs } from './kvs/kvs';
import { createProxy } from './proxy/proxy';
import type { DeliveryResult } from './queue/delivery';
import type { QueueMessage } from './queue/message';
import { createQueue, type QueueFaults } from './queue/queue';
import { parseRetryRequest } from './queue/requests';
import { type AppRuntime, createAppRuntime } from './runtime/app-runtime';
import type { InvocationOutcome } from './runtime/function-process';
import { createEventDelivery, type EventDelivery } from './scheduler/event-delivery';
import { createScheduler, type Scheduler } from './scheduler/scheduler';
import type { StateStore } from './state-store';

/** Forge as far as the app can tell: runtime, proxy, storage, queues, schedules and events. */
export interface Forge {
  build: AppBuild;
  runtime: AppRuntime;
  kvs: Kvs;
  events: EventDelivery;
  scheduler: Scheduler;
  /** Calls what the manifest wants called before an uninstall; resolves when it ended. Uninstalls nothing. */
  prepareUninstall(): Promise<void>;
  /** Begins to deliver messages and to run schedules; invocations work before that. */
  start(): void;
  /** Ends every process of the app. Messages that are not done stay for the next start. */
  stop(): Promise<void>;
}

export interface ForgeOptions {
  build: AppBuild;
  store: StateStore;
  clock: Clock;
  activity: Activity;
  calls: CallLog;
  /** The local Bitbucket, called in this process. */
  bitbucket: (request: Request) => Promise<Response>;
  bitbucketUrl: () => string;
  serviceToken: string;
  /** The workspace in which the app is installed, with braces; asked when needed. */
  workspaceUuid: () => string;
  /** Takes the place of `https://cloud.codesphere.com/api`; asked when needed. */
  codesphereUrl: () => string;
  /** Takes the place of `https://host.localhost`; asked when needed. */
  hostUrl: () => string;
  /** Take the place of `https://api.upsun.com` and `https://auth.upsun.com`; asked when needed. */
  upsunUrl: () => string;
  upsunAuthUrl: () => string;
  /** Takes the place of `https://app.ona.com`; asked when needed. */
  onaUrl: () => string;
  /** Takes the place of the hosts of Spacelift's accounts; asked when needed. */
  spaceliftUrl: () => string;
  /** Of previews whose public host names lead to this machine; undefined for other names. */
  findLocalName?: (hostname: string) => string | undefined;
  hostingPort: () => number;
  /** Gets each line that the app logs, and what the platform has to say about its messages. */
  log: (line: string) => void;
  faults?: QueueFaults;
}

/** Joins the parts around one built app; its proxy listens on a port of its own. */
export async function createForge(options: ForgeOptions): Promise<Forge> {
  const { build, store, clock, activity, calls, log } = options;
  const { manifest } = build;
  const kvs = createKvs({ store, clock, entities: manifest.entities });
  const queue = createQueue({
    ...{ store, clock, activity, log },
    queues: manifest.consumers.map((consumer) => consumer.queue),
    deliver: (message) => consume(runtime, build, message),
    ...(options.faults ? { faults: options.faults } : {}),
  });
  const proxy = createProxy({
    ...{ calls, kvs, queue },
    scopes: manifest.scopes,
    egress: {
      allowed: manifest.egress,
      codesphereUrl: options.codesphereUrl,
      hostUrl: options.hostUrl,
      upsunUrl: options.upsunUrl,
      upsunAuthUrl: options.upsunAuthUrl,
      onaUrl: options.onaUrl,
      spaceliftUrl: options.spaceliftUrl,
      ...(options.findLocalName ? { findLocalName: options.findLocalName } : {}),
      hostingPort: options.hostingPort,
    },
    bitbucket: options.bitbucket,
    bitbucketUrl: options.bitbucketUrl,
    serviceToken: options.serviceToken,
    invocationOf: (token) => runtime.invocationOf(token),
  });
  const server: HttpServer = await listen((request) => proxy.handle(request), 0);
  const runtime: AppRuntime = createAppRuntime({
    ...{ build, clock, activity, calls, log },
    proxyUrl: `http://127.0.0.1:${server.port}`,
    workspaceUuid: options.workspaceUuid,
  });
  const events = createEventDelivery({
    ...{ clock, activity, log },
    triggers: manifest.triggers,
    invoke: (trigger, event) => invokeTrigger(runtime, trigger, event),
  });
  const scheduler = createScheduler({
    ...{ store, clock },
    triggers: manifest.scheduledTriggers,
    run: (trigger) => runScheduled(runtime, trigger),
  });
  return {
    ...{ build, runtime, kvs, events, scheduler },
    async prepareUninstall() {
      await Promise.all(manifest.preUninstall.map((module) => preUninstall(runtime, module)));
    },
    start() {
      queue.start();
      scheduler.start();
    },
    async stop() {
      scheduler.stop();
      events.stop();
      queue.stop();
      runtime.stop();
      await server.close();
    },
  };
}

/** Calls the consumer of a message's queue. */
async function consume(
  runtime: AppRuntime,
  { manifest }: AppBuild,
  { event, tree }: QueueMessage,
): Promise<DeliveryResult> {
  const consumer = manifest.consumers.find(({ queue }) => queue === event.queueName);
  if (!consumer) return { type: 'failed', reason: `No consumer of ${event.queueName}` };
  const { key, functionKey, method } = consumer;
  const call = { functionKey: method, payload: event, jobId: event.jobId };
  const outcome = await runtime.invoke({
    functionKey,
    moduleKey: key,
    moduleType: 'consumer',
    body: method === undefined ? event : { call, context: {} },
    tree,
  });
  if (!outcome.success) return { type: 'failed', reason: failureCode(outcome) };
  const retry = parseRetryRequest(outcome.body);
  return retry ? { type: 'retry', options: retry } : { type: 'done' };
}

/** The reason as `InvocationErrorCode` of `@forge/events` knows it. */
function failureCode({ error }: InvocationOutcome & { success: false }): string {
  const known = ['FUNCTION_TIME_OUT', 'FUNCTION_OUT_OF_MEMORY'];
  return known.includes(error.type) ? error.type : 'FUNCTION_PLATFORM_UNKNOWN_ERROR';
}

function invokeTrigger(runtime: AppRuntime, trigger: AppTrigger, event: object) {
  const { key, functionKey } = trigger;
  return runtime.invoke({ functionKey, moduleKey: key, moduleType: 'trigger', body: event });
}

/** A schedule's event names the module and no person. */
async function runScheduled(runtime: AppRuntime, { key, functionKey }: AppScheduledTrigger) {
  const body = { context: { cloudId: '', moduleKey: key }, contextToken: '' };
  await runtime.invoke({ functionKey, moduleKey: key, moduleType: 'scheduledTrigger', body });
}

/** Its documented payload names nothing but a cloud id, which Bitbucket has not. */
async function preUninstall(runtime: AppRuntime, { key, functionKey }: AppPreUninstall) {
  await runtime.invoke({ functionKey, moduleKey: key, moduleType: 'preUninstall', body: {} });
}
