import { cleanText } from '../../src/domain/clean-text';
import { hideValuesInTail } from '../../src/domain/hide-values';
import type { ActivityRecord, EnvironmentRecord, ProjectRecord } from './records';

/** Where the Console's pages about environments are: organization, project, branch. */
const PATH = /^\/upsun\/console\/[^/]+\/([^/]+)\/([^/]+)$/;

/** The page of an environment, as a person opens it from a card: how it is, and what its activities printed. No value of an env var. */
export function showPage(
  pathname: string,
  find: (id: string) => ProjectRecord | undefined,
): { status: number; text: string } {
  const [, project = '', branch] = PATH.exec(pathname) ?? [];
  const found = find(project);
  const one = found?.environments.find(({ id }) => encodeURIComponent(id) === branch);
  if (!found || !one) return { status: 404, text: 'There is no such environment.' };
  const activities = found.activities.filter(({ environment }) => environment === one.id);
  const lines = [
    `${one.title}: ${one.status}`,
    `${found.title}, branch ${one.id}, commit ${one.head.slice(0, 7)}`,
    ...activities.reverse().flatMap((activity) => ['', ...linesOf(activity, one)]),
  ];
  return { status: 200, text: lines.join('\n') };
}

function linesOf({ type, state, result, log }: ActivityRecord, { variables }: EnvironmentRecord) {
  const text = log.map(({ message }) => message).join('');
  return [`${type}: ${result ?? state}`, hideValuesInTail(cleanText(text), variables).trim()];
}
