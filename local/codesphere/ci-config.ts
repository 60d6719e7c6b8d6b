import * as v from 'valibot';
import { parse } from 'yaml';
import { describeIssues } from '../describe-issue';
import { Problem } from './problem';

/** What `ci.yml` asks for, in one form for both of its versions. */
export interface CiConfig {
  /** `landscape` is schema v0.2 with one server per service, `flat` the older form. */
  kind: 'flat' | 'landscape';
  prepare: CiStep[];
  test: CiStep[];
  /** The servers of `run`; a flat file has exactly one, without a name. */
  services: CiService[];
}

/** One command of a stage. */
export interface CiStep {
  name?: string | undefined;
  command: string;
}

/** One server of `run`. */
interface CiService {
  name: string;
  steps: CiStep[];
  env: Record<string, string>;
  /** Which paths of the workspace's domain lead to this server. */
  paths: ServicePath[];
}

/** A part of the domain that belongs to a service. */
export interface ServicePath {
  path: string;
  /** True if the server does not see the path's own part. */
  stripPath: boolean;
  /** Where the server listens. */
  port: number;
}

/** Where Codesphere looks for a server that says nothing else. */
const USUAL_PORT = 3000;

const Step = v.object({ name: v.optional(v.string()), command: v.string() });
const Stage = v.nullish(v.object({ steps: v.nullish(v.array(Step)) }));
const Port = v.pipe(v.number(), v.integer());
const EnvValue = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));

const Service = v.object({
  steps: v.nullish(v.array(Step)),
  env: v.nullish(v.record(v.string(), EnvValue)),
  /** A container's. There are none on this machine: see `toLandscape`. */
  image: v.nullish(v.string()),
  network: v.nullish(
    v.object({
      // The short form of one path.
      path: v.nullish(v.string()),
      stripPath: v.optional(v.boolean(), false),
      ports: v.nullish(v.array(v.object({ port: Port }))),
      paths: v.nullish(
        v.array(
          v.object({
            path: v.string(),
            stripPath: v.optional(v.boolean(), false),
            port: v.optional(Port),
          }),
        ),
      ),
    }),
  ),
});

/** Service names become server names, which the API limits to this pattern. */
const ServiceName = v.pipe(
  v.string(),
  v.regex(
    /^(?:[a-z]|[a-z][-a-z0-9]{0,30}[a-z0-9])$/,
    'is no name of a service: use up to 32 small letters, digits and dashes',
  ),
);

const Flat = v.object({ prepare: Stage, test: Stage, run: Stage });
const Landscape = v.object({
  // What the versions differ in is not read here.
  schemaVersion: v.picklist(['v0.2', 'v0.3', 'v0.4']),
  prepare: Stage,
  test: Stage,
  run: v.nullish(v.record(ServiceName, Service)),
});

/** The file of a profile; the default profile's file is `ci.yml`. */
export function ciFileName(profile: string | undefined): string {
  return profile === undefined ? 'ci.yml' : `ci.${profile}.yml`;
}

/**
 * Reads the text of the CI file `name`. A file that is missing or not as it should be is a 400
 * [inferred: the document names no answer for it].
 */
export function parseCiConfig(name: string, text: string | undefined): CiConfig {
  if (text === undefined) throw new Problem(400, 'CI file not found', `${name} does not exist.`);
  const document = parseYaml(name, text);
  const isLandscape =
    typeof document === 'object' && document !== null && 'schemaVersion' in document;
  if (isLandscape) return toLandscape(check(name, Landscape, document));
  const { prepare, test, run } = check(name, Flat, document);
  const service = { name: '', steps: run?.steps ?? [], env: {}, paths: pathsOf(undefined) };
  return { kind: 'flat', ...setUp({ prepare, test }), services: [service] };
}

function toLandscape({ prepare, test, run }: v.InferOutput<typeof Landscape>): CiConfig {
  const container = Object.entries(run ?? {}).find(([, { image }]) => image);
  if (container) {
    const detail = `run.${container[0]}: the local platform runs no images, which Codesphere does.`;
    throw new Problem(400, 'Invalid CI file', detail);
  }
  const services = Object.entries(run ?? {}).map(([name, service]) => ({
    name,
    steps: service.steps ?? [],
    env: service.env ?? {},
    paths: pathsOf(service.network),
  }));
  return { kind: 'landscape', ...setUp({ prepare, test }), services };
}

/** At least one: a service that names no path has the whole domain. */
function pathsOf(network: v.InferOutput<typeof Service>['network']): ServicePath[] {
  const { path, stripPath = false, paths, ports } = network ?? {};
  const named: Omit<ServicePath, 'port'>[] =
    path || !paths?.length ? [{ path: path ?? '/', stripPath }] : paths;
  const usual = ports?.[0]?.port ?? USUAL_PORT;
  return named.map((one) => ({ port: usual, ...one }));
}

function setUp(stages: {
  prepare: v.InferOutput<typeof Stage>;
  test: v.InferOutput<typeof Stage>;
}): Pick<CiConfig, 'prepare' | 'test'> {
  return { prepare: stages.prepare?.steps ?? [], test: stages.test?.steps ?? [] };
}

function parseYaml(name: string, text: string): unknown {
  try {
    return parse(text, { merge: true });
  } catch (error) {
    throw new Problem(400, 'Invalid CI file', `${name}: ${(error as Error).message}`);
  }
}

function check<Schema extends v.GenericSchema>(
  name: string,
  schema: Schema,
  document: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, document);
  if (result.success) return result.output;
  const words = describeIssues(result.issues, 'the document');
  throw new Problem(400, 'Invalid CI file', `${name}: ${words}.`);
}
