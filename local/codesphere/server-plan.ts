import type { Behaviour } from './behaviour';
import type { CiConfig } from './ci-config';
import type { ServerPlan } from './stage-run';
import { IDE_SERVER, type Stage, type WorkspaceRecord } from './workspace-record';

/** What the plan depends on besides the workspace. */
export interface PlanOptions {
  behaviour: Behaviour;
  /** The variables that Codesphere itself sets in a workspace. */
  builtInVariables(record: WorkspaceRecord): Record<string, string>;
}

/** Every stage lists all servers; those that have no part in it wait. */
export function planServers(
  config: CiConfig,
  stage: Stage,
  record: WorkspaceRecord,
  options: PlanOptions,
): ServerPlan[] {
  const own = Object.fromEntries(record.env.map(({ name, value }) => [name, value]));
  const plan = (
    server: string,
    steps: ServerPlan['steps'],
    { env = {}, paths = [] }: Partial<Pick<ServerPlan, 'env' | 'paths'>> = {},
  ): ServerPlan => {
    const replica = `${server}-0`;
    const resolved = Object.entries(env).map(([name, text]) => [name, resolve(text, record, own)]);
    const all = {
      ...own,
      ...(Object.fromEntries(resolved) as typeof env),
      ...options.builtInVariables(record),
      CS_REPLICA: replica,
    };
    return { server, replica, steps, env: all, paths };
  };
  if (stage !== 'run') {
    const others = record.landscape.map((server) => plan(server, undefined));
    return [plan(IDE_SERVER, config[stage]), ...others];
  }
  if (config.kind === 'flat') {
    const { flatRunServer } = options.behaviour;
    const [service] = config.services;
    const isUnlisted = flatRunServer === 'unlisted';
    const server = plan(isUnlisted ? 'app' : flatRunServer, service?.steps, service);
    if (server.server === IDE_SERVER) return [server];
    return [plan(IDE_SERVER, undefined), isUnlisted ? { ...server, unlisted: true } : server];
  }
  // Without a deployed landscape there is no server to run on.
  const deployed = config.services.filter(({ name }) => record.landscape.includes(name));
  return [
    plan(IDE_SERVER, undefined),
    ...deployed.map((service) => plan(service.name, service.steps, service)),
  ];
}

/**
 * Fills in what Codesphere's documents name; a name that is not set becomes nothing [unknown], and what its
 * vault holds stays as it is written: there is none here.
 */
function resolve(
  text: string,
  { workspace }: WorkspaceRecord,
  own: Record<string, string>,
): string {
  return text
    .replace(
      /\$\{\{ *workspace\.env(?:\.([\w.-]+)|\['([^']+)'\]) *\}\}/g,
      (_, a?: string, b?: string) => String(own[a ?? b ?? ''] ?? ''),
    )
    .replace(/\$\{\{ *workspace\.id *\}\}/g, String(workspace.id))
    .replace(/\$\{\{ *team\.id *\}\}/g, String(workspace.teamId));
}
