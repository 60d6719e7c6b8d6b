import { List, ListItem, SectionMessage, Stack, Text } from '@forge/react';
import type { SetUpResult } from '../../../contract';
import { counted } from '../../counted';
import type { SetUpState } from './use-set-up';

interface SetUpResultsProps {
  state: SetUpState;
  nameOf: (id: string) => string;
}

/** How it ended: where previews are on, what is left to do there, and where something was in the way. */
export function SetUpResults({ state: { progress, results, problem }, nameOf }: SetUpResultsProps) {
  if (progress) {
    return <Text>{`${progress.done} of ${progress.total} are done. Keep this page open.`}</Text>;
  }
  const done = results.filter((one) => one.problem === undefined);
  const failed = results.filter((one) => one.problem !== undefined);
  const left = done.filter(({ notes }) => notes.length > 0);
  return (
    <Stack space="space.100">
      {problem && (
        <SectionMessage appearance="error" title="It did not go on">
          <Text>{problem}</Text>
        </SectionMessage>
      )}
      {done.length > 0 && (
        <SectionMessage appearance="success">
          <Text>
            {`Previews are on in ${counted(done.length, 'repository', 'repositories')}. Open pull requests there get theirs now.`}
          </Text>
        </SectionMessage>
      )}
      {left.length > 0 && (
        <SectionMessage appearance="warning" title="What is left to do">
          <Lines results={left} nameOf={nameOf} wordsOf={({ notes }) => notes.join(' ')} />
        </SectionMessage>
      )}
      {failed.length > 0 && (
        <SectionMessage
          appearance="error"
          title={`${counted(failed.length, 'repository', 'repositories')} could not be set up`}
        >
          <Lines results={failed} nameOf={nameOf} wordsOf={(one) => one.problem ?? ''} />
        </SectionMessage>
      )}
    </Stack>
  );
}

interface LinesProps {
  results: SetUpResult[];
  nameOf: (id: string) => string;
  wordsOf: (result: SetUpResult) => string;
}

function Lines({ results, nameOf, wordsOf }: LinesProps) {
  return (
    <List type="unordered">
      {results.map((one) => (
        <ListItem key={one.id}>
          <Text>{`${nameOf(one.id)}: ${wordsOf(one)}`}</Text>
        </ListItem>
      ))}
    </List>
  );
}
