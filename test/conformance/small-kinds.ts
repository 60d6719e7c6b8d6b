import * as v from 'valibot';
import { FailureError } from '../../src/domain/failure';
import type { DeploymentSpec, Environment } from '../../src/domain/provider';
import type { Traits } from '../../src/domain/provider-kind';
import type { Hosting, ProviderKind } from '../../src/ports/hosting';
import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import type { SmallEnvironment } from './small-provider';
import { createSmallRequest, type SmallRequest } from './small-request';

const Known = v.object({
  id: v.string(),
  name: v.string(),
  branch: v.string(),
  attempt: v.string(),
  commit: v.string(),
});
const Listed = v.object({ environments: v.array(Known) });
const PLACE = 'team';

/** A kind with these traits whose `Hosting` is made of calls of the small provider's API. */
function smallKind(
  title: string,
  traits: Partial<Traits>,
  hostingOf: (request: SmallRequest) => Hosting,
): ProviderKind {
  return {
    ...codesphere,
    ...{ id: 'small', title },
    traits: { ...codesphere.traits, listingLagSeconds: 0, sleep: 'none', ...traits },
    credentials: [{ type: 'secret', name: 'token', label: 'key', section: 'Connection' }],
    hosts: { api: ['api.small.example'], previews: [] },
    options: { ...codesphere.options, place: () => PLACE },
    connect: ({ token = '' }, outside) => hostingOf(createSmallRequest(token, outside)),
  };
}

/** One that brings its environment, of which a place has one of each name, to the next commit. */
export const updating = smallKind(
  'A kind that updates',
  { identity: 'unique-name' },
  updatingHosting,
);

/** One that makes another environment for each attempt. */
export const replacing = smallKind(
  'A kind that replaces',
  { update: 'replace', identity: 'none' },
  (request) => {
    const hosting = updatingHosting(request);
    return {
      ...hosting,
      list: async () => (await listOf(request)).map(withAttempt),
      create: async (spec) =>
        withAttempt(await request(Known, 'POST', 'environments', wanted(spec))),
    };
  },
);

/** One whose provider makes an environment of each branch by itself. */
export const selfMaking = smallKind(
  'A kind that makes nothing itself',
  { makes: 'provider' },
  (request) => ({
    ...lookingHosting(request),
    // Its names are its own: an environment is known by its branch.
    matches: (listed, { source }) => listed.name === `of-${source.branch}`,
  }),
);

/** One that gives a report of each commit. */
export const reporting = smallKind(
  'A kind that reports',
  { gives: 'report', identity: 'unique-name' },
  (request) => {
    const ofName = (name: string): Environment => ({ id: name, name, place: PLACE, size: '' });
    const Run = v.object({ commit: v.nullable(v.string()) });
    const follow: Hosting['readStep'] = async (_step, _environment, { source }) => {
      const { commit } = await request(Run, 'GET', `runs/${source.commit}`);
      const report = { says: 'All well.', url: 'https://small.example/1' };
      return commit === null ? { state: 'running' } : { state: 'done', commit, report };
    };
    return {
      ...updatingHosting(request),
      list: () => Promise.resolve([]),
      find: ({ id }) => Promise.resolve(ofName(id)),
      create: ({ name }) => Promise.resolve(ofName(name)),
      remove: () => Promise.resolve(),
      async startStep(step, environment, spec) {
        const there = await follow(step, environment, spec, 0);
        if (there.state === 'done') return there;
        await request(Run, 'POST', 'runs', { commit: spec.source.commit });
        return follow(step, environment, spec, 0);
      },
      readStep: follow,
      stopStep: () => Promise.resolve(),
    };
  },
);

/** What is the same of every kind at the small provider. */
function lookingHosting(request: SmallRequest): Hosting {
  return {
    async offer() {
      const { places } = await request(v.object({ places: v.array(v.string()) }), 'GET', 'offer');
      return { places: places.map((place) => ({ place, title: place })), choices: {} };
    },
    list: async () => (await listOf(request)).map(toEnvironment),
    async find({ id }) {
      try {
        return toEnvironment(await request(Known, 'GET', `environments/${id}`));
      } catch (error) {
        if (!isMissing(error)) throw error;
        const listed = (await listOf(request)).find((one) => one.id === id);
        return listed ? toEnvironment(listed) : 'gone';
      }
    },
    matches: (listed, { name }) => listed.name === name,
    steps: () => [{ id: 'deploy', title: 'Deploy' }],
    async startStep(_step, { id }, { source: { commit }, variables }) {
      await request(Known, 'PUT', `environments/${id}`, { commit, variables });
      return { state: 'running' };
    },
    async readStep(_step, { id }, { source }) {
      const { commit } = await request(Known, 'GET', `environments/${id}`);
      return commit === source.commit ? { state: 'done', commit } : { state: 'running' };
    },
    async stopStep(_step, { id }) {
      await request(v.unknown(), 'POST', `environments/${id}/stop`);
    },
  };
}

function updatingHosting(request: SmallRequest): Hosting {
  return {
    ...lookingHosting(request),
    async create(spec) {
      const there = (await listOf(request)).find(({ name }) => name === spec.name);
      return toEnvironment(there ?? (await request(Known, 'POST', 'environments', wanted(spec))));
    },
    async remove({ id }) {
      try {
        await request(v.unknown(), 'DELETE', `environments/${id}`);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}

/** Whether the small provider answered that something is not there. */
function isMissing(error: unknown): boolean {
  return error instanceof FailureError && error.failure.code === 'not-found';
}

/** All environments of the one place. */
export async function listOf(request: SmallRequest): Promise<SmallEnvironment[]> {
  return (await request(Listed, 'GET', 'environments')).environments;
}

function wanted({ name, attempt, source, variables }: DeploymentSpec) {
  return { name, attempt, branch: source.branch, commit: source.commit, variables };
}

function toEnvironment({ id, name }: SmallEnvironment): Environment {
  return { id, name, place: PLACE, size: '' };
}

function withAttempt(one: SmallEnvironment): Environment {
  return { ...toEnvironment(one), attempt: one.attempt };
}
