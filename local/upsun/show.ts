import { createHash } from 'node:crypto';
import type { Behaviour } from './behaviour';
import {
  machineNameOf,
  type ActivityRecord,
  type EnvironmentRecord,
  type ProjectRecord,
  type VariableRecord,
} from './records';

const REGION = 'eu-3.platform.sh';

/** What a shown resource depends on. */
export interface Shown {
  behaviour: Behaviour;
  /** `http://<host>/` of an environment that is active. */
  urlOf: (project: ProjectRecord, environment: EnvironmentRecord) => string;
}

/** The part of a host that nobody can derive from the name of a branch. */
export function machineName(environment: EnvironmentRecord): string {
  return machineNameOf(environment, (text) => createHash('sha256').update(text).digest('hex'));
}

const at = (time: number | undefined) => (time === undefined ? null : new Date(time).toISOString());

/** An environment as the API shows it. Its links tell what the token's user may do to it now. */
export function showEnvironment(
  { behaviour, urlOf }: Shown,
  project: ProjectRecord,
  one: EnvironmentRecord,
) {
  const path = `/api/projects/${project.id}/environments/${encodeURIComponent(one.id)}`;
  const self = behaviour.regionalLinks ? `https://${REGION}${path}` : path;
  const operations = behaviour.role === 'admin' ? OPERATIONS[one.status] : [];
  const isDeployed = one.running !== undefined;
  const last = project.activities.filter(({ environment }) => environment === one.id).at(-1);
  return {
    id: one.id,
    created_at: at(one.createdAt),
    updated_at: at(one.updatedAt),
    name: one.id,
    machine_name: machineName(one),
    title: one.title,
    attributes: {},
    type: one.isMain ? 'production' : 'development',
    parent: one.parent,
    default_domain: null,
    has_domains: false,
    clone_parent_on_create: one.clone_parent_on_create,
    deployment_target: 'local',
    is_pr: false,
    has_remote: one.hasRemote,
    status: one.status,
    http_access: { is_enabled: one.isProtected, addresses: [], basic_auth: {} },
    enable_smtp: false,
    restrict_robots: true,
    edge_hostname: `${machineName(one)}-${project.id}.${REGION}`,
    deployment_state: null,
    sizing: { services: {}, workers: {}, webapps: {} },
    resources_overrides: {},
    max_instance_count: null,
    last_active_at: null,
    last_backup_at: null,
    project: project.id,
    is_main: one.isMain,
    is_dirty: one.status === 'dirty',
    has_staged_activities: last?.state === 'staged',
    can_rolling_deploy: false,
    supports_rolling_deployments: false,
    has_code: true,
    head_commit: one.head,
    merge_info: { commits_ahead: null, commits_behind: null, parent_ref: one.parent },
    has_deployment: isDeployed,
    supports_restrict_robots: true,
    _links: {
      self: { href: self },
      ...(one.status === 'active' ? { 'public-url': { href: urlOf(project, one) } } : {}),
      ...Object.fromEntries(operations.map((name) => [`#${name}`, { href: `${path}/${name}` }])),
    },
  };
}

/** What may be done in which state. */
const OPERATIONS: Record<EnvironmentRecord['status'], string[]> = {
  inactive: ['edit', 'activate', 'delete', 'manage-variables'],
  active: ['edit', 'deactivate', 'pause', 'redeploy', 'synchronize', 'manage-variables'],
  paused: ['edit', 'deactivate', 'resume', 'redeploy', 'manage-variables'],
  dirty: ['edit', 'manage-variables'],
  deleting: [],
};

/** An activity. What it printed is asked for apart. */
export function showActivity({ behaviour }: Shown, project: ProjectRecord, one: ActivityRecord) {
  const path = `/api/projects/${project.id}/activities/${one.id}`;
  const isOpen = ['pending', 'in_progress', 'staged'].includes(one.state);
  const mayCancel = isOpen && behaviour.role === 'admin';
  const whole = {
    id: one.id,
    created_at: at(one.createdAt),
    updated_at: at(one.endedAt ?? one.startedAt ?? one.createdAt),
    type: one.type,
    parameters:
      one.commit === undefined
        ? {}
        : { environment: one.environment, old_commit: one.before ?? null, new_commit: one.commit },
    project: project.id,
    ...(one.integration === undefined ? {} : { integration: one.integration }),
    environments: one.environment === undefined ? [] : [one.environment],
    state: one.state,
    result: one.result,
    failure_reason: one.failureReason,
    started_at: at(one.startedAt),
    completed_at: at(one.endedAt),
    completion_percent: one.percent,
    cancelled_at: one.state === 'cancelled' ? at(one.endedAt) : null,
    timings: {},
    log: 'See the log endpoint.',
    payload: one.commit === undefined ? {} : { commits: [{ sha: one.commit, parents: [] }] },
    description: `<b>${one.type}</b>`,
    text: one.type,
    expires_at: null,
    commands: one.commands,
    _links: {
      self: { href: path },
      ...(mayCancel ? { '#cancel': { href: `${path}/cancel` } } : {}),
    },
  };
  if (!behaviour.absentFields) return whole;
  const { failure_reason: _, completion_percent: __, commands: ___, _links: ____, ...old } = whole;
  return old;
}

/** A variable of an environment, or, with `inherited`, of its parent. */
export function showVariable(
  project: ProjectRecord,
  environment: string,
  one: VariableRecord,
  inherited = false,
) {
  const { createdAt, value, ...rest } = one;
  return {
    id: one.name,
    created_at: at(createdAt),
    updated_at: at(createdAt),
    ...rest,
    ...(one.is_sensitive ? {} : { value }),
    application_scope: [],
    project: project.id,
    environment,
    inherited,
  };
}

/** The project's integration with Bitbucket. */
export function showIntegration(project: ProjectRecord) {
  const { integration, repository } = project;
  return {
    id: `${project.id}-bitbucket`,
    created_at: at(0),
    updated_at: at(0),
    type: 'bitbucket',
    role: '',
    environment_init_resources: 'minimum',
    app_credentials: { key: 'local-key' },
    repository,
    pull_requests_clone_parent_data: true,
    resync_pull_requests: false,
    ...integration,
  };
}
