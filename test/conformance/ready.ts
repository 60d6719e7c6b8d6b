import { FailureError, type Failure } from '../../src/domain/failure';
import type {
  DeploymentSpec,
  Environment,
  EnvironmentRef,
  StepProgress,
} from '../../src/domain/provider';
import type { Hosting } from '../../src/ports/hosting';
import { lookAt, untilEnded } from './follow';
import type { Rig } from './rig';
import { connect, hasKey, type Asked, type Tamper } from './wire';

/** One thing that the app has a kind do. */
export interface Deed {
  title: string;
  run: (hosting: Hosting) => Promise<unknown>;
  /** So many requests with a key it needs when all goes well. */
  requests: number;
}

/** A kind with an environment whose deployment has ended, and what can be done next. */
export interface Ready {
  rig: Rig;
  spec: DeploymentSpec;
  environment: Environment;
  /** What the last step said. */
  last: StepProgress;
  deeds: Deed[];
  /** All that was asked on the way. */
  asked: Asked[];
}

/** What came of a deed: an answer, the failure that it threw or answered, or another error. */
export interface Outcome {
  value?: unknown;
  failure?: Failure;
  error?: unknown;
}

const MOST_LOOKS = 3_000;

/** Has a deployment made, from nothing to its end. */
export async function prepare(rig: Rig): Promise<Ready> {
  const spec = await rig.spec();
  const other = await rig.spec();
  const deeds: Deed[] = [];
  const asked: Asked[] = [];
  /** Does it once, and keeps it as one that may be done again; `again` where that is not the same. */
  async function perform<Result>(
    title: string,
    run: (hosting: Hosting) => Promise<Result>,
    again: (hosting: Hosting) => Promise<unknown> = run,
  ): Promise<Result> {
    const connected = connect(rig);
    const result = await run(connected.hosting);
    const requests = connected.asked.filter((one) => hasKey(one, rig)).length;
    deeds.push({ title, run: again, requests });
    asked.push(...connected.asked);
    return result;
  }
  const able = connect(rig).hosting;
  const steps = able.steps(spec);
  /** Ends another environment, so that there is one to look at: a call that is refused may be made once more. */
  async function performEnds(): Promise<void> {
    const spare = await rig.spec();
    const { commit } = spare.source;
    const get = async () => (await listed(rig, spare))[0] ?? (await obtain(rig, spare));
    const first = await get();
    const stop = (at: Environment) => async (hosting: Hosting) => {
      for (const { id } of steps) await hosting.stopStep(id, at, commit);
    };
    await perform('stop', stop(first), async (hosting) => stop(await get())(hosting));
    if (!able.remove) return;
    const remove = (at: Environment) => (hosting: Hosting) => hosting.remove!(at, commit);
    await perform('remove', remove(first), async (hosting) => remove(await get())(hosting));
    await removeUntilGone(rig, spare, first);
  }
  await perform('offer', (hosting) => hosting.offer(spec.options));
  const environment = able.create
    ? await perform(
        'create',
        (hosting) => hosting.create!(spec),
        (hosting) => hosting.create!(other),
      )
    : await waitForEnvironment(rig, spec);
  let last: StepProgress = { state: 'absent' };
  const look = (step: string) => (hosting: Hosting) =>
    lookAt(rig, hosting, { step, environment, spec });
  for (const { id } of steps) {
    const start = (hosting: Hosting) => hosting.startStep(id, environment, spec);
    last = await perform(`start of step ${id}`, start);
    const connected = connect(rig);
    const at = { step: id, environment, spec };
    last = await untilEnded(rig, last, at, connected.hosting);
    asked.push(...connected.asked);
    if (last.state === 'failed') break;
  }
  for (const { id } of steps) await perform(`look at step ${id}`, look(id));
  await perform('list', (hosting) => hosting.list(environment.place));
  await perform('find', (hosting) => hosting.find(environment));
  if (able.findEnd) await perform('findEnd', (hosting) => hosting.findEnd!(environment, spec));
  await performEnds();
  return { rig, spec, environment, last, deeds, asked };
}

/** Makes an environment, or waits for the one that the provider makes. */
export async function obtain(rig: Rig, spec: DeploymentSpec): Promise<Environment> {
  const { hosting } = connect(rig);
  return hosting.create ? hosting.create(spec) : waitForEnvironment(rig, spec);
}

async function waitForEnvironment(rig: Rig, spec: DeploymentSpec): Promise<Environment> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const [found] = await listed(rig, spec);
    if (found) return found;
    await rig.pass();
  }
  throw new Error('The provider made no environment.');
}

/** The environments of a spec that its place's list has. */
export async function listed(rig: Rig, spec: DeploymentSpec): Promise<Environment[]> {
  const { hosting } = connect(rig);
  const all = await hosting.list(rig.kind.options.place(spec.options));
  return all.filter((one) => hosting.matches(one, spec));
}

/** Removes an environment, in as many turns as it takes. */
export async function removeUntilGone(
  rig: Rig,
  spec: DeploymentSpec,
  ref: EnvironmentRef,
): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const { hosting } = connect(rig);
    const isReport = rig.kind.traits.gives === 'report';
    if (!isReport && (await hosting.find(ref)) === 'gone') return;
    if (hosting.remove) await hosting.remove(ref, spec.source.commit);
    else await rig.vanish?.(spec);
    if (isReport) return;
    await rig.pass();
  }
  throw new Error('The environment did not go.');
}

/** What came of a call. A step that failed is a failure. */
export async function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  try {
    const value = await call;
    const progress = value as StepProgress | undefined;
    return progress?.state === 'failed' ? { value, failure: progress.failure } : { value };
  } catch (error) {
    return error instanceof FailureError ? { failure: error.failure } : { error };
  }
}

/** Does each deed once for each of its requests, that one tampered with. */
export async function sweep(
  rig: Rig,
  deeds: Deed[],
  tamper: Tamper,
  judge: (outcome: Outcome, where: string, asked: Asked[]) => void,
): Promise<void> {
  for (const { title, run, requests } of deeds) {
    for (let nth = 0; nth < requests; nth += 1) {
      const { hosting, asked } = connect(rig, { nth, tamper });
      const outcome = await outcomeOf(run(hosting));
      const hit = asked.filter((one) => hasKey(one, rig))[nth];
      // Done again it may need fewer: then nothing was tampered with.
      if (hit) judge(outcome, `${title}, request ${nth + 1} (${hit.method} ${hit.url})`, asked);
    }
  }
}
