import type { CardView } from './card-view';
import { defined } from './defined';
import type { Preview } from './preview';
import { previewId, type Subject } from './preview-key';
import type { ProviderDescription } from './provider-kind';
import type { RepositorySettings } from './settings';
import { showCard } from './show-card';
import { recordedRead } from './snapshot';

/** A preview as the list of a repository shows it. Times are milliseconds since the epoch. */
export interface PreviewRow {
  id: string;
  /** What people call the repository, in a list of more than one. */
  repository?: string;
  subject: Subject;
  /** The source branch. */
  branch: string;
  /** Bitbucket's page of the subject. */
  pageUrl: string;
  title: string;
  tone: CardView['tone'];
  /** What the state means, or why it failed and what to do. */
  message?: string;
  /** Where the preview answers; only while it was seen to run. */
  url?: string;
  /** What runs, or what is being deployed. */
  commit?: string;
  updatedAt?: number;
  livesUntil?: number;
  cost?: CardView['cost'];
  providerPage?: CardView['providerPage'];
  actions: Pick<CardView['actions'], 'redeploy' | 'extend' | 'keep' | 'keepNoLonger' | 'delete'>;
}

/** What the page of a repository shows. */
export interface PreviewsView {
  /** Branches first, then the newest pull requests. */
  rows: PreviewRow[];
  /** Bitbucket's page of the repository's settings, for admins; undefined for others. */
  needsSettings: boolean;
  /** How many records cannot be used: what runs there is not touched. */
  unreadable: number;
  /** When to ask again, in seconds. */
  refreshAfterSeconds: number;
}

/** What the rows are made from. */
export interface RowFacts {
  settings: RepositorySettings | undefined;
  provider: ProviderDescription | undefined;
  mayWrite: boolean;
  now: number;
}

/** A list costs more than a card, so it asks less often. */
const LEAST_REFRESH_SECONDS = 5;
const QUIET_REFRESH_SECONDS = 30;

/** The list of a repository: every preview that is there, is coming, or failed. */
export function showPreviews(
  previews: Preview[],
  unreadable: number,
  facts: RowFacts,
): PreviewsView {
  const { settings } = facts;
  const shown = previews
    .filter(isWorthARow)
    .sort((one, other) => orderOf(one) - orderOf(other))
    .map((preview) => ({ preview, card: cardOf(preview, facts) }));
  const paces = shown.map(({ card }) => card.refreshAfterSeconds ?? QUIET_REFRESH_SECONDS);
  return {
    rows: shown.map(({ preview, card }) => rowOf(preview, card)),
    needsSettings: !settings?.enabled,
    unreadable,
    refreshAfterSeconds: Math.max(LEAST_REFRESH_SECONDS, Math.min(QUIET_REFRESH_SECONDS, ...paces)),
  };
}

/** One that a rule or a person does not want says so in its own card. */
function isWorthARow({ state, request }: Preview): boolean {
  return request !== undefined || !['none', 'deleted'].includes(state.type);
}

function orderOf({ key: { subject } }: Preview): number {
  return subject.kind === 'branch' ? Number.NEGATIVE_INFINITY : -subject.id;
}

function cardOf(preview: Preview, facts: RowFacts): CardView {
  const pullRequest = recordedRead(preview) ?? 'gone';
  return showCard({ ...facts, preview, pullRequest, version: '' });
}

function rowOf({ key, pullRequest }: Preview, card: CardView): PreviewRow {
  const { redeploy, extend, keep, keepNoLonger, delete: remove } = card.actions;
  const { failure } = card;
  return {
    id: previewId(key),
    subject: key.subject,
    branch: pullRequest.branch,
    pageUrl: pullRequest.pageUrl,
    title: card.title,
    tone: card.tone,
    ...defined({
      // Who did it is told by its card.
      message: failure
        ? `${failure.message} ${failure.remedy}`
        : card.person
          ? undefined
          : card.message,
      url: card.url,
      commit: card.commit?.short ?? card.deployingCommit?.short,
      updatedAt: card.updatedAt,
      livesUntil: card.livesUntil,
      cost: card.cost,
      providerPage: card.providerPage,
    }),
    actions: { redeploy, extend, keep, keepNoLonger, delete: remove },
  };
}
