import * as v from 'valibot';
import { cleanText } from '../../../domain/clean-text';
import { hideValuesInTail, hiddenOf } from '../../../domain/hide-values';
import { tailOf } from '../../../domain/log-tail';
import { parseJson } from '../../../domain/parse-json';
import type { DeploymentSpec, Environment, EnvironmentVariable } from '../../../domain/provider';
import { projectPath } from './call';
import type { Activity, UpsunEnvironment, Variable } from './protocol';
import type { UpsunRequest } from './request';
import { readVariablesOf } from './variables';

/** A line of the stream: `{"_id":1,"data":{"message":"…"}}`; the last one is `{"seal":true}`. */
const Line = v.object({ data: v.object({ message: v.string() }) });

/** A log as it is now: with another limit Upsun would answer only once the activity has ended. */
const SNAPSHOT = 'start_at=0&max_items=0&max_delay=0';

/**
 * How the log of an activity ends, without the values of env vars. Upsun tells no sensitive value, not even
 * to hide it: where the environment has one that this app did not set, the log is not shown at all.
 */
export async function readTail(
  request: UpsunRequest,
  { place }: Environment,
  found: UpsunEnvironment,
  activity: Activity,
  spec: DeploymentSpec,
  readVariables: () => Promise<EnvironmentVariable[]>,
): Promise<string[]> {
  const [own, there] = await Promise.all([
    readVariables(),
    readVariablesOf(request, place, found.id),
  ]);
  const known = [...own, ...there.flatMap(toldValue)];
  if (there.some((one) => isUntold(one, own))) return [];
  const path = projectPath(place, 'activities', activity.id, 'log');
  const text = textOf(await request.readLines(`${path}?${SNAPSHOT}`));
  return tailOf(hideValuesInTail(cleanText(text), hiddenOf(known, spec.readable)));
}

/** The messages of a stream. Its first line may be cut. */
function textOf(stream: string): string {
  const lines = stream.split('\n').map((line) => v.safeParse(Line, parseJson(line)));
  return lines.map((line) => (line.success ? line.output.data.message : '')).join('\n');
}

function toldValue({ name, value }: Variable): EnvironmentVariable[] {
  return value ? [{ name: plainName(name), value }] : [];
}

function isUntold(one: Variable, own: EnvironmentVariable[]): boolean {
  const isOwn = !one.inherited && own.some(({ name }) => `env:${name}` === one.name);
  return !isOwn && (one.is_sensitive ?? false) && one.value === undefined;
}

function plainName(name: string): string {
  return name.replace(/^env:/, '');
}
