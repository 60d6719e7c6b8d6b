/** The fields of Bitbucket's answers that the pages read. */
export interface Account {
  display_name: string;
  nickname?: string;
  uuid: string;
}

export interface Workspace {
  uuid: string;
  slug: string;
}

export interface Project {
  uuid: string;
  key: string;
  name: string;
}

export interface Repository {
  uuid: string;
  name: string;
  full_name: string;
  slug: string;
  workspace?: Workspace;
  is_private?: boolean;
  description?: string;
  parent?: { full_name: string } | null;
  mainbranch?: { name: string } | null;
  links?: { clone?: { name: string; href: string }[] };
}

interface Endpoint {
  branch: { name: string };
  commit: { hash: string } | null;
  repository: { full_name: string } | null;
}

export interface PullRequest {
  id: number;
  title: string;
  state: 'OPEN' | 'MERGED' | 'DECLINED' | 'SUPERSEDED';
  draft?: boolean;
  description?: string;
  summary?: { raw?: string };
  author: Account | null;
  source: Endpoint;
  destination: Endpoint;
  created_on: string;
  updated_on: string;
  closed_by?: Account | null;
  participants?: Participant[];
}

/** What a person says of a pull request. */
export interface Participant {
  user: Account;
  approved: boolean;
  state: 'approved' | 'changes_requested' | null;
}

export interface Comment {
  id: number;
  content: { raw: string };
  user: Account | null;
  created_on: string;
  updated_on?: string;
  deleted?: boolean;
  parent?: { id: number };
}

export interface BuildStatus {
  key: string;
  name?: string;
  state: 'INPROGRESS' | 'SUCCESSFUL' | 'FAILED' | 'STOPPED';
  description?: string;
  url: string;
  updated_on?: string;
}

export interface FileChange {
  status: string;
  lines_added: number;
  lines_removed: number;
  old: { path: string } | null;
  new: { path: string } | null;
}

export interface Branch {
  name: string;
  target: { hash: string; date?: string; message?: string };
}

export interface Commit {
  hash: string;
  date: string;
  message: string;
  author: { raw: string; user?: Account };
}

export type Permission = 'read' | 'write' | 'admin' | 'none';
