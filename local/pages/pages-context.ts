import type { Assets } from './assets';
import type { RestServer } from './rest';
import type { ExtraLink } from './views/start-page';

/** The app as built: its modules in the manifest's words, and the path of each UI Kit bundle. */
export interface PagesApp {
  modules: { key: string; type: string; title: string; resource: string }[];
  resources: Record<string, string>;
}

/** A call of a resolver by a person at a place; the same as `POST /_local/invoke`. */
export interface ResolverCall {
  user: string;
  module: string;
  repository?: string;
  workspace?: string;
  project?: string;
  pullRequest?: number;
  function: string;
  payload: unknown;
}

/** What the pages stand on. */
export interface PagesOptions {
  /** REST of the local Bitbucket, called in this process as the signed-in user. */
  bitbucket: RestServer;
  app: PagesApp;
  invokeResolver(call: ResolverCall): Promise<{ result: unknown } | { error: string }>;
  /** More links for the start page. */
  links?: ExtraLink[];
  /** Where links of the app to another origin lead instead, because it stands on this machine. */
  origins?: Record<string, string>;
}

/** What the routes share. */
export interface PagesContext extends PagesOptions {
  assets: Assets;
}
