import { Button, Heading, Inline, Label, Stack, Textfield } from '@forge/react';
import { useRef, useState } from 'react';
import type { ConnectableProvider, WorkspaceView } from '../../contract';
import { callWorkspace } from '../call-resolver';
import { CredentialsForm } from '../credentials-form';
import { ProviderChoice } from '../provider-choice';
import { workspaceProblem } from './workspace-problem';

interface AddConnectionProps {
  providers: ConnectableProvider[];
  /** There is none yet, so the form is open. */
  isFirst: boolean;
  onView: (view: WorkspaceView, changes: string[]) => void;
}

/** Connects a provider for all repositories, under a name. */
export function AddConnection({ providers, isFirst, onView }: AddConnectionProps) {
  const [isOpen, setOpen] = useState(false);
  const [chosen, setChosen] = useState(providers[0]?.id);
  const title = useRef('');
  const provider = providers.find(({ id }) => id === chosen);
  if (!provider) return null;
  if (!isFirst && !isOpen) {
    return (
      <Inline>
        <Button onClick={() => setOpen(true)}>Add a connection</Button>
      </Inline>
    );
  }

  async function add(credentials: Record<string, string>) {
    const payload = { provider: chosen ?? '', title: title.current, credentials };
    const answer = await callWorkspace('addConnection', payload).catch(() => undefined);
    if (answer?.type !== 'view') return workspaceProblem(answer);
    setOpen(false);
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
          onChoose={setChosen}
        />
      )}
      <CredentialsForm
        key={provider.id}
        provider={provider}
        submit={add}
        {...(isFirst ? {} : { onCancel: () => setOpen(false) })}
      >
        <Stack>
          <Label labelFor="title">Name</Label>
          <Textfield
            id="title"
            defaultValue={title.current}
            placeholder={`${provider.title} of the web team`}
            onChange={({ target }) => {
              title.current = String(target.value ?? '');
            }}
          />
        </Stack>
      </CredentialsForm>
    </Stack>
  );
}
