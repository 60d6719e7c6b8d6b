import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { parse } from 'yaml';
import { type EventFilter, parseEventFilter } from './event-filter';
import { defined } from '../../src/domain/defined';
import type { Entity } from './manifest-schema';
import {
  check,
  ConsumerModule,
  FunctionModule,
  Manifest,
  PreUninstallModule,
  ScheduledModule,
  TriggerModule,
  UiModule,
} from './manifest-schema';

/** A function of the app: `handler` names a file below `src` and an export, `triggers/sweep.run`. */
export interface AppFunction {
  key: string;
  handler: string;
  timeoutSeconds?: number;
  memoryMB?: number;
}

export interface AppTrigger {
  key: string;
  functionKey: string;
  events: string[];
  accepts: EventFilter;
}

/** A consumer of a queue; with `method`, its function is a resolver. */
export interface AppConsumer {
  key: string;
  queue: string;
  functionKey: string;
  method?: string;
}

/** What is called before an uninstall. */
export interface AppPreUninstall {
  key: string;
  functionKey: string;
}

export interface AppScheduledTrigger {
  key: string;
  functionKey: string;
  interval: 'fiveMinute' | 'hour' | 'day' | 'week';
}

/** A module that people see: `type` is its key in the manifest, `bitbucket:repoPullRequestCard`. */
export interface AppModule {
  type: string;
  key: string;
  title: string;
  resource: string;
  resolver?: string;
}

export interface EntityIndex {
  name: string;
  partition: string[];
  range: string[];
}

/** A custom entity of the key-value store. */
export interface EntityType {
  name: string;
  attributes: Record<string, 'string' | 'boolean' | 'float' | 'integer' | 'any'>;
  indexes: EntityIndex[];
}

/** What the local platform reads of manifest.yml. */
export interface AppManifest {
  appId: string;
  runtime: string;
  functions: AppFunction[];
  triggers: AppTrigger[];
  consumers: AppConsumer[];
  scheduledTriggers: AppScheduledTrigger[];
  preUninstall: AppPreUninstall[];
  modules: AppModule[];
  /** Path of each resource that a module shows, relative to the app's folder, by its key. */
  resources: Record<string, string>;
  entities: EntityType[];
  scopes: string[];
  /** Addresses that the backend may fetch. */
  egress: string[];
}

/**
 * Reads manifest.yml.
 *
 * @throws Error naming the file and the field when it is missing, is not YAML or lacks what the
 * local platform needs. Whether Forge would accept it is for `forge lint` to say.
 */
export async function readManifest(path: string): Promise<AppManifest> {
  try {
    return parseManifest(parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new Error(`Cannot use ${path}: ${(error as Error).message}`, { cause: error });
  }
}

function parseManifest(content: unknown): AppManifest {
  const { app, modules, resources, permissions } = check(Manifest, content, 'manifest');
  const list = <Schema extends v.GenericSchema>(type: string, schema: Schema) =>
    (modules[type] ?? []).map((module, n) => check(schema, module, `modules.${type}[${n}]`));
  const shown = Object.keys(modules)
    .filter((type) => type.startsWith('bitbucket:'))
    .flatMap((type) => uiModules(type, modules[type] ?? []));
  return {
    appId: app.id,
    runtime: app.runtime.name,
    functions: list('function', FunctionModule).map(({ key, handler, timeoutSeconds, runtime }) => {
      const memoryMB = runtime?.memoryMB ?? app.runtime.memoryMB;
      return { key, handler, ...defined({ timeoutSeconds }), ...defined({ memoryMB }) };
    }),
    triggers: list('trigger', TriggerModule).map((module) => ({
      key: module.key,
      functionKey: module.function,
      events: module.events,
      accepts: module.filter
        ? parseEventFilter(module.filter.expression, module.filter.onError)
        : () => true,
    })),
    consumers: list('consumer', ConsumerModule).map(toConsumer),
    scheduledTriggers: list('scheduledTrigger', ScheduledModule).map((module) => ({
      key: module.key,
      functionKey: module.function,
      interval: module.interval,
    })),
    preUninstall: list('preUninstall', PreUninstallModule).map((module) => ({
      key: module.key,
      functionKey: module.function,
    })),
    modules: shown,
    // Others hold files that Bitbucket fetches by itself, such as icons.
    resources: Object.fromEntries(
      resources
        .filter(({ key }) => shown.some(({ resource }) => resource === key))
        .map(({ key, path }) => [key, path]),
    ),
    entities: (app.storage.entities ?? []).map(toEntityType),
    scopes: permissions.scopes ?? [],
    egress: permissions.external?.fetch.backend ?? [],
  };
}

function toConsumer(module: v.InferOutput<typeof ConsumerModule>): AppConsumer {
  const functionKey = module.function ?? module.resolver?.function;
  if (!functionKey) throw new Error(`modules.consumer "${module.key}" names no function`);
  const method = module.resolver?.method;
  return { key: module.key, queue: module.queue, functionKey, ...defined({ method }) };
}

/** Modules without a resource, such as merge checks, show nothing. */
function uiModules(type: string, modules: unknown[]): AppModule[] {
  return modules
    .filter((module) => v.is(UiModule, module))
    .map((module) => {
      const { key, title, resource, resolver } = v.parse(UiModule, module);
      return { type, key, title, resource, ...defined({ resolver: resolver?.function }) };
    });
}

function toEntityType({ name, attributes, indexes }: v.InferOutput<typeof Entity>): EntityType {
  return {
    name,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([attribute, { type }]) => [attribute, type]),
    ),
    indexes: indexes.map((index) =>
      typeof index === 'string'
        ? { name: `by-${index}`, partition: [], range: [index] }
        : { name: index.name, partition: index.partition ?? [], range: index.range },
    ),
  };
}
