import type { StepRecord } from './preview';
import type { Cost } from './provider-kind';
import type { Warning } from './serving';
import type { ProviderPage } from './settings-view';

/** What the card of a pull request shows: words and facts, ready to draw. Times are milliseconds since the epoch. */
export interface CardView {
  /** The state in one word or two. */
  title: string;
  tone: 'success' | 'progress' | 'danger' | 'neutral' | 'warning';
  /** What the state means for the reader, or why there is no preview. One or two sentences. */
  message?: string;
  /** Who did what the message tells; it goes on after the name. An Atlassian account id. */
  person?: string;
  /** Where the preview answers; only while it was seen to run. */
  url?: string;
  /** What the environment runs, and whether it is the newest commit of the pull request. */
  commit?: { short: string; latest: boolean };
  /** What is being deployed, when that is not yet what runs. */
  deployingCommit?: { short: string };
  /** There is nothing to open, only something to read: words for what runs do not fit. */
  isReport?: true;
  /** How long the deployment took, in milliseconds. */
  tookMs?: number;
  /** What is new since the commit that was ready before. */
  changes?: { since: string; url: string };
  /** Since when its turn is waited for. */
  waitsSince?: number;
  /** The commit of a fork that the reader may let run, whole and short. */
  approvable?: { commit: string; short: string };
  /** What a comment asked for that waits for the reader, who may have it done; `comment` is its id. */
  asked?: {
    comment: number;
    /** An Atlassian account id. */
    person: string;
    act: string;
    /** It deletes the preview. */
    deletes?: boolean;
  };
  /** What the reader may decide at the provider, so that it goes on there. */
  acts?: { id: string; label: string }[];
  steps: StepRecord[];
  failure?: {
    message: string;
    remedy: string;
    /** The title of the step that failed. */
    step?: string;
    /** The step of the provider's pipeline, as its author wrote it. */
    pipelineStep?: string;
    /** A file that the repository lacks, as it could be. */
    example?: { path: string; text: string };
    logTail?: string[];
    /** More of the log can be read: see `readLog`. */
    hasWholeLog?: true;
    /** The provider's page with the log. */
    logPage?: ProviderPage;
  };
  /** What is not as people would want it in what runs. */
  warning?: Warning;
  /** What the environment costs for as long as it is there, where that is known. */
  cost?: Cost;
  /** The provider's page about the environment. */
  providerPage?: ProviderPage;
  /** The settings of the repository help: nothing is connected, or they are incomplete. */
  needsSettings: boolean;
  /** Bitbucket's page of the repository's settings. */
  settingsUrl?: string;
  /** What the reader may do here and now. */
  actions: {
    /** Something was deployed, and can be once more. */
    redeploy: boolean;
    /** There is none because of a rule that gives way to a wish. */
    start: boolean;
    /** It will be deleted at `livesUntil`, and may have as much time again. */
    extend: boolean;
    /** It may go by itself, and can be kept. */
    keep: boolean;
    /** Somebody keeps it. */
    keepNoLonger: boolean;
    /** A deployment is under way. */
    cancel: boolean;
    delete: boolean;
  };
  /** When it is deleted, unless somebody pushes, redeploys or asks for more time. */
  livesUntil?: number;
  /** Who keeps it, whatever the rules say. An Atlassian account id. */
  keptBy?: string;
  /** When to ask again; undefined when nothing can change any more. */
  refreshAfterSeconds?: number;
  /** What it was made from. While that is the same, only its times grow older. */
  version: string;
  /** The latest time that any of it changed. */
  updatedAt?: number;
  /** The time at which this was made, by the clock that all other times are from. */
  now: number;
}
