import { Button, Heading, Inline, Label, Stack, Textfield } from '@forge/react';
import { useRef, useState } from 'react';
import type { ConnectableProvider, WorkspaceView } from '../../contract';
import { callWorkspace } from '../call-resolver';
import { CredentialsForm } from '../credentials-form';
import { FieldMessage } from '../field-message';
import { ProviderChoice } from '../provider-choice';
import { ProviderComparison } from '../provider-comparison';
import { useName } from '../use-name';
import { workspaceProblem } from './workspace-problem';

interface AddConnectionProps {
  providers: ConnectableProvider[];
  /** There is none yet, so the form is open. */
  isFirst: boolean;
  onView: (view: WorkspaceView, changes: string[]) => void;
}

/** Of one piece, so that what is drawn anew begins with the focus at once. */
interface Form {
  isOpen: boolean;
  /** The id of the provider. */
  chosen: string | undefined;
  /** Whether what comes next, the field of the name or the button, begins with the focus. */
  isBegun: boolean;
  isMissingName: boolean;
  /** The field of the name is drawn anew with each. */
  turn: number;
}

const MISSING = 'Give it a name, so that others know what it is for.';

/** Connects a provider for all repositories, under a name. */
export function AddConnection({ providers, isFirst, onView }: AddConnectionProps) {
  const [form, setForm] = useState<Form>({
    isOpen: false,
    chosen: providers[0]?.id,
    isBegun: false,
    isMissingName: false,
    turn: 0,
  });
  const change = (part: Partial<Form>) => setForm((before) => ({ ...before, ...part }));
  const { isOpen, chosen, isBegun, isMissingName, turn } = form;
  const { ofLabel, name } = useName();
  const title = useRef('');
  const provider = providers.find(({ id }) => id === chosen);
  if (!provider) return null;
  if (!isFirst && !isOpen) {
    return (
      <Inline>
        <Button autoFocus={isBegun} onClick={() => change({ isOpen: true, isBegun: true })}>
          Add a connection
        </Button>
      </Inline>
    );
  }

  function close() {
    title.current = '';
    change({ isOpen: false, isBegun: true, isMissingName: false });
  }
  function checkName() {
    const isMissing = title.current.trim() === '';
    change({ isMissingName: isMissing, ...(isMissing ? { isBegun: true, turn: turn + 1 } : {}) });
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
      <Heading as="h3" size="small" id="add-heading" {...ofLabel}>
        Add a connection
      </Heading>
      {providers.length > 1 && (
        <Stack space="space.100">
          <ProviderChoice
            labelledBy={name}
            providers={providers}
            chosen={chosen}
            onChoose={(id) => change({ chosen: id, isBegun: false, isMissingName: false })}
          />
          <ProviderComparison providers={providers} />
        </Stack>
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
            key={turn}
            id="title"
            autoFocus={isBegun}
            isInvalid={isMissingName}
            defaultValue={title.current}
            placeholder={`${provider.title} of the web team`}
            onChange={({ target }) => {
              title.current = String(target.value ?? '');
            }}
          />
          <FieldMessage error={isMissingName ? MISSING : undefined} />
        </Stack>
      </CredentialsForm>
    </Stack>
  );
}
