import { Button, Heading, Inline, Label, Stack, Textfield } from '@forge/react';
import { useRef, useState } from 'react';
import type { ConnectableProvider, WorkspaceView } from '../../contract';
import { callWorkspace } from '../call-resolver';
import { CredentialsForm } from '../credentials-form';
import { FieldMessage } from '../field-message';
import { ProviderChoice } from '../provider-choice';
import { workspaceProblem } from './workspace-problem';

interface AddConnectionProps {
  providers: ConnectableProvider[];
  /** There is none yet, so the form is open. */
  isFirst: boolean;
  onView: (view: WorkspaceView, changes: string[]) => void;
}

/** The field of the name: drawn anew with each turn, to begin with the focus. */
const UNTOUCHED = { turn: 0, isBegun: false, isMissing: false };
const BEGUN = { ...UNTOUCHED, isBegun: true };
const MISSING = 'Give it a name, so that others know what it is for.';

/** Connects a provider for all repositories, under a name. */
export function AddConnection({ providers, isFirst, onView }: AddConnectionProps) {
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(providers[0]?.id);
  const title = useRef('');
  const [name, setName] = useState(UNTOUCHED);
  const provider = providers.find(({ id }) => id === chosen);
  function open() {
    setOpen(true);
    setName(BEGUN);
  }
  if (!provider) return null;
  if (!isFirst && !isOpen) {
    return (
      <Inline>
        <Button autoFocus={name.isBegun} onClick={open}>
          Add a connection
        </Button>
      </Inline>
    );
  }

  function close() {
    title.current = '';
    setOpen(false);
    setName(BEGUN);
  }
  function choose(id: string) {
    setChosen(id);
    setName(UNTOUCHED);
  }
  function checkName() {
    const isMissing = title.current.trim() === '';
    setName(({ turn }) => ({ turn: isMissing ? turn + 1 : turn, isBegun: true, isMissing }));
    return !isMissing;
  }

  async function add(credentials: Record<string, string>) {
    const payload = { provider: chosen ?? '', title: title.current, credentials };
    const answer = await callWorkspace('addConnection', payload).catch(() => undefined);
    if (answer?.type !== 'view') return workspaceProblem(answer);
    close();
    onView(answer.view, answer.changes);
    return undefined;
  }
  return (
    <Stack space="space.100">
      <Heading as="h3" size="small" id="add-heading">
        Add a connection
      </Heading>
      {providers.length > 1 && (
        <ProviderChoice
          labelledBy="add-heading"
          providers={providers}
          chosen={chosen}
          onChoose={choose}
        />
      )}
      <CredentialsForm
        key={provider.id}
        provider={provider}
        submit={add}
        isReady={checkName}
        {...(isFirst ? {} : { onCancel: close })}
      >
        <Stack>
          <Label labelFor="title">Name</Label>
          <Textfield
            key={name.turn}
            id="title"
            autoFocus={name.isBegun}
            isInvalid={name.isMissing}
            defaultValue={title.current}
            placeholder={`${provider.title} of the web team`}
            onChange={({ target }) => {
              title.current = String(target.value ?? '');
            }}
          />
          <FieldMessage error={name.isMissing ? MISSING : undefined} />
        </Stack>
      </CredentialsForm>
    </Stack>
  );
}
