import { useState } from 'react';
import { MOST_SET_UP, type FieldValues, type SetUpResult } from '../../../contract';
import { callWorkspace } from '../../call-resolver';
import { workspaceProblem } from '../workspace-problem';

/** What an owner chose, for all repositories alike. */
export interface SetUpChoice {
  connection: string;
  model?: string;
  options?: FieldValues;
}

/** How far it is. */
export interface SetUpState {
  /** So many of `total` were done; undefined when nothing is under way. */
  progress?: { done: number; total: number };
  results: SetUpResult[];
  /** What is wrong with what was chosen, by the name of the field. Nothing was set up then. */
  errors: Readonly<Record<string, string>>;
  /** Why it could not go on. */
  problem?: string;
}

const NOTHING: SetUpState = { results: [], errors: {} };

/** Sets up repositories, some with each call of the app, until all are done or a call fails. */
export function useSetUp(): {
  state: SetUpState;
  setUp: (choice: SetUpChoice, repositories: string[]) => Promise<SetUpResult[]>;
} {
  const [state, setState] = useState(NOTHING);

  async function setUp(choice: SetUpChoice, all: string[]): Promise<SetUpResult[]> {
    const results: SetUpResult[] = [];
    while (results.length < all.length) {
      const progress = { done: results.length, total: all.length };
      setState({ ...NOTHING, progress, results: [...results] });
      const repositories = all.slice(results.length, results.length + MOST_SET_UP);
      const payload = { ...choice, repositories };
      const answer = await callWorkspace('setUpRepositories', payload).catch(() => undefined);
      if (answer?.type !== 'set-up') {
        const errors = answer?.type === 'invalid' ? answer.errors : [];
        setState({
          results,
          errors: Object.fromEntries(errors.map(({ field, message }) => [field, message])),
          problem: workspaceProblem(answer),
        });
        return results;
      }
      results.push(...answer.results);
    }
    setState({ ...NOTHING, results });
    return results;
  }
  return { state, setUp };
}
