import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import type { StepProgress } from '../../src/domain/provider';
import type { ProviderKind } from '../../src/ports/hosting';

/** What a provider of reports was told, and what it says next. */
export interface Reporting {
  kind: ProviderKind;
  /** How each look at a commit is answered. */
  answer: (commit: string) => StepProgress;
  /** Commits for which something was started, and those for which it was stopped. */
  started: { commit: string; again: boolean }[];
  stopped: string[];
  /** What people decided. */
  acted: string[];
  /** Commits of which it said that they are done. */
  finished: Set<string>;
}

/** A provider that gives reports and no environments: connected like Codesphere, which it never calls beyond that. */
export function createReporting(): Reporting {
  const look = (commit: string) => {
    const progress = reporting.answer(commit);
    if (progress.state === 'done') reporting.finished.add(commit);
    return Promise.resolve(progress);
  };
  const reporting: Reporting = {
    kind: {
      ...codesphere,
      traits: { ...codesphere.traits, gives: 'report' },
      connect(credentials, outside) {
        const hosting = codesphere.connect(credentials, outside);
        return {
          offer: (saved) => hosting.offer(saved),
          list: () => Promise.resolve([]),
          find: (ref) => Promise.resolve({ ...ref, name: ref.id, size: '' }),
          matches: () => false,
          create: ({ name, options }) =>
            Promise.resolve({ id: name, name, place: codesphere.options.place(options), size: '' }),
          remove(_, commit = '') {
            reporting.stopped.push(commit);
            return Promise.resolve();
          },
          act(_, act) {
            reporting.acted.push(act);
            return Promise.resolve();
          },
          steps: () => [{ id: 'follow', title: 'Follow' }],
          startStep(_step, _environment, { source: { commit }, again = false }) {
            reporting.started.push({ commit, again });
            return look(commit);
          },
          readStep: (_step, _environment, { source }) => look(source.commit),
          stopStep(_step, _environment, commit) {
            reporting.stopped.push(commit);
            return Promise.resolve();
          },
        };
      },
    },
    answer: (commit) => ({ state: 'done', commit, report: { says: 'All well.', url: PAGE } }),
    started: [],
    stopped: [],
    acted: [],
    finished: new Set(),
  };
  return reporting;
}

/** Where its reports are. */
export const PAGE = 'https://reports.example.com/1';
