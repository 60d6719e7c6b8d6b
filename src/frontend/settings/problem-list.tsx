import { Stack } from '@forge/react';
import type { SettingsView } from '../../contract';
import { Refusal } from '../refusal';

/** The problems that belong to no field of the page. */
export function ProblemList({ view }: { view: SettingsView }) {
  const problems = view.problems.filter((problem) => !problem.isOfKey);
  if (problems.length === 0) return null;
  return (
    <Stack space="space.100">
      {problems.map((problem) => (
        <Refusal key={problem.message} refused={problem} />
      ))}
    </Stack>
  );
}
