/** What the stand-in remembers of a project. All of it is plain JSON; times are in milliseconds since the epoch. */
export interface ProjectRecord {
  id: string;
  title: string;
  /** `<workspace>/<slug>` at the local Bitbucket. */
  repository: string;
  integration?: IntegrationRecord;
  environments: EnvironmentRecord[];
  /** The newest last. */
  activities: ActivityRecord[];
}

export interface IntegrationRecord {
  fetch_branches: boolean;
  prune_branches: boolean;
  build_pull_requests: boolean;
}

export interface EnvironmentRecord {
  /** The branch. */
  id: string;
  title: string;
  parent: string | null;
  clone_parent_on_create: boolean;
  status: 'inactive' | 'active' | 'paused' | 'dirty' | 'deleting';
  isMain: boolean;
  hasRemote: boolean;
  head: string;
  createdAt: number;
  updatedAt: number;
  isProtected: boolean;
  variables: VariableRecord[];
  /** What runs: the checkout's number, its start command, and the commit that was built. */
  running?: { checkout: number; command: string; commit: string };
}

export interface VariableRecord {
  name: string;
  value: string;
  attributes: Record<string, string>;
  is_json: boolean;
  is_sensitive: boolean;
  is_enabled: boolean;
  is_inheritable: boolean;
  visible_build: boolean;
  visible_runtime: boolean;
  createdAt: number;
}

export interface ActivityRecord {
  id: string;
  type: string;
  /** Undefined of one that is about the project. */
  environment?: string;
  integration?: string;
  state: 'pending' | 'in_progress' | 'complete' | 'cancelled' | 'staged';
  result: 'success' | 'failure' | null;
  failureReason: 'shell' | 'error' | null;
  percent: number;
  createdAt: number;
  startedAt?: number;
  endedAt?: number;
  commands: { app: string; type: string; exit_code: number }[];
  /** Of a push. */
  commit?: string;
  before?: string;
  /** What it printed. */
  log: { at: number; message: string }[];
}

/** Its host, which has a hash that nobody can derive. */
export function machineNameOf({ id }: EnvironmentRecord, hashOf: (text: string) => string): string {
  const words = id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 20)
    .replace(/^-|-$/g, '');
  return `${words}-${hashOf(id).slice(0, 7)}`;
}
