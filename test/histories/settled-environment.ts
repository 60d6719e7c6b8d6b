import { optionsOf } from '../../src/adapters/providers/codesphere/options';
import { environmentOf } from '../../src/domain/holding';
import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import { resolveVariables, variablesFor } from '../../src/domain/resolve-variables';
import type { PreviewOptions } from '../../src/domain/settings';
import type { Seen } from './seen';
import type { World } from './world';

/** What is looked at: the environment, and what it should be made of. */
interface Wanted extends Seen {
  environment: WorkspaceRecord;
  options: PreviewOptions | undefined;
  secrets: Record<string, string>;
}

/** In what the environment of a pull request differs from the latest commit and the settings. */
export function findWrongEnvironment({ engine, invariants }: World, wanted: Wanted): string[] {
  const { key, pullRequest, preview, options, environment } = wanted;
  if (!options) return ['nothing is chosen'];
  const { workspace, stages, phase } = environment;
  const { commit } = pullRequest.source;
  const wrong: string[] = [];
  const state = preview?.state.type;
  if (state !== 'ready') {
    const failure = preview?.deployment?.failure?.message ?? preview?.trouble?.failure.message;
    wrong.push(`its record says ${state} ${failure ?? ''}`);
  }
  const head = engine.headOf(workspace.id);
  if (head !== commit) wrong.push(`its environment has ${head} instead of ${commit}`);
  if (preview?.deployment?.commit !== commit) wrong.push('its record names another commit');
  if ((preview && environmentOf(preview)?.id) !== String(workspace.id)) {
    wrong.push('its record names another environment');
  }
  const run = stages.run?.servers.map((server) => server.state) ?? [];
  // While it sleeps the provider does not tell what somebody stopped in it; a visit wakes it.
  const isUntold = phase === 'asleep' && invariants.wasTouched(key);
  if (!isUntold && !run.includes('running'))
    wrong.push(`its run stage is ${run.join() || 'not started'}`);
  const chosen = optionsOf(options.provider);
  if (String(workspace.teamId) !== options.place) wrong.push('it is in another team');
  if (String(workspace.planId) !== chosen.planId) wrong.push('it has another plan');
  if (workspace.restricted !== (chosen.visibility === 'restricted')) {
    wrong.push('it has another visibility');
  }
  return [...wrong, ...findWrongVariables(wanted, options)];
}

function findWrongVariables(
  { key, pullRequest, fork, environment, secrets }: Wanted,
  options: PreviewOptions,
): string[] {
  const { commit, branch } = pullRequest.source;
  const context = {
    subject: key.subject,
    branch,
    commit,
    repositorySlug: '',
  };
  const variables = variablesFor(options.variables, { isFork: fork });
  const lines = (all: { name: string; value: string }[]) =>
    all.map(({ name, value }) => `${name}=${value}`).sort();
  const should = lines(resolveVariables(variables, fork ? {} : secrets, context));
  const has = lines(environment.env);
  return has.join('\n') === should.join('\n')
    ? []
    : [`it has the variables ${has.join()} instead of ${should.join()}`];
}
