import {
  Heading,
  HelperMessage,
  Inline,
  Label,
  Link,
  LoadingButton,
  SectionMessage,
  Stack,
  Text,
  TextArea,
} from '@forge/react';
import { useState } from 'react';
import type { SettingsView, ShownStarter } from '../../contract';
import { callSettings } from '../call-resolver';

interface StarterSectionProps {
  starter: ShownStarter | undefined;
  /** What the provider is called. */
  provider: string;
  onRead: (view: SettingsView) => void;
}

/** The file by which the provider knows how to run the repository: whether it is there, else one to take. */
export function StarterSection({ starter, provider, onRead }: StarterSectionProps) {
  const [wasChecked, setChecked] = useState(false);
  if (!starter) return null;
  const { path, branch, isThere, problem, editorUrl } = starter;
  const isUsable = isThere && problem === undefined;
  return (
    <Stack space="space.100">
      <Heading as="h2" size="small">
        {`How it runs: ${path}`}
      </Heading>
      {problem !== undefined ? (
        <Unusable starter={starter} problem={problem} provider={provider} />
      ) : isThere ? (
        <Text>
          {`The branch ${branch} has a ${path}. ${provider} runs what the file of each branch says.`}
        </Text>
      ) : (
        <Missing starter={starter} provider={provider} />
      )}
      {(!isUsable || wasChecked) && (
        <Inline space="space.200" alignBlock="center" shouldWrap>
          {!isUsable && (
            <Link href={editorUrl} openNewTab>
              {`${problem === undefined ? 'Add' : 'Edit'} ${path} in Bitbucket`}
            </Link>
          )}
          {/* It stays when the file was found: whoever pressed it has the focus there. */}
          <CheckAgain onRead={onRead} onChecked={() => setChecked(true)} />
        </Inline>
      )}
    </Stack>
  );
}

function Unusable({
  starter: { path, branch },
  problem,
  provider,
}: Omit<StarterSectionProps, 'onRead'> & { starter: ShownStarter; problem: string }) {
  return (
    <>
      <SectionMessage
        appearance="warning"
        title={`${provider} cannot use the ${path} of the branch ${branch}`}
      >
        <Text>{`${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`}</Text>
      </SectionMessage>
    </>
  );
}

function Missing({
  starter: { path, branch, text, madeFor, notes },
  provider,
}: Omit<StarterSectionProps, 'onRead'> & { starter: ShownStarter }) {
  const where = branch === undefined ? 'Nothing was pushed to this repository yet' : undefined;
  return (
    <>
      <SectionMessage
        appearance="warning"
        title={where ?? `The branch ${branch} has no ${path}, or an empty one`}
      >
        <Text>
          {`${provider} builds and starts what this file says. Without it a preview fails. Add it to ${branch ?? 'the main branch'}: branches that are made from then on have it, too. Or add it in a branch of its own: its pull request is then the first with a preview.`}
        </Text>
      </SectionMessage>
      <Text>
        {madeFor === undefined
          ? 'Nothing in the repository says how it is built, so this text only serves its files. If it is an app, write what builds and starts it.'
          : `This looks like ${madeFor}. Check the commands: the file is yours.`}
      </Text>
      {notes.map((note) => (
        <Text key={note}>{note}</Text>
      ))}
      <Stack space="space.050">
        <Label labelFor="starter">{path}</Label>
        <TextArea
          id="starter"
          // Made anew with another text: it keeps its own.
          key={text}
          defaultValue={text}
          isReadOnly
          isMonospaced
          minimumRows={text.split('\n').length}
        />
        <HelperMessage>
          {`Click into it, select all with Ctrl+A or ⌘A, copy with Ctrl+C or ⌘C, and paste it in Bitbucket. Save it there as ${path}.`}
        </HelperMessage>
      </Stack>
    </>
  );
}

interface CheckAgainProps extends Pick<StarterSectionProps, 'onRead'> {
  onChecked: () => void;
}

function CheckAgain({ onRead, onChecked }: CheckAgainProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(false);
  async function check() {
    onChecked();
    setBusy(true);
    const answer = await callSettings('loadSettings').catch(() => undefined);
    setBusy(false);
    setProblem(answer?.type !== 'view');
    if (answer?.type === 'view') onRead(answer.view);
  }
  return (
    <>
      <LoadingButton isLoading={busy} onClick={() => void check()}>
        Check again
      </LoadingButton>
      {problem && <Text>Bitbucket could not be asked. Try again in a minute.</Text>}
    </>
  );
}
