import {
  Button,
  Form,
  HelperMessage,
  Inline,
  Label,
  LoadingButton,
  Stack,
  Textfield,
} from '@forge/react';
import { useRef, useState } from 'react';
import type { ConnectableProvider, SettingsResult, SettingsView } from '../../contract';
import { callSettings } from '../call-resolver';
import { FieldMessage } from './field-message';

interface ConnectFormProps {
  provider: ConnectableProvider;
  onConnected: (view: SettingsView) => void;
  /** Shown as a second button when there is something to go back to. */
  onCancel?: () => void;
}

/** Takes a provider's key and has it checked at once. It goes to the app and nowhere else. */
export function ConnectForm({ provider, onConnected, onCancel }: ConnectFormProps) {
  const { id, words, credentials } = provider;
  const typed = useRef<Record<string, string>>({});
  const [{ busy, problem }, setState] = useState<{ busy: boolean; problem?: string }>({
    busy: false,
  });

  async function connect() {
    const entered = credentials.map(
      ({ name }) => [name, typed.current[name]?.trim() ?? ''] as const,
    );
    const missing = credentials.find((_, index) => entered[index]?.[1] === '');
    if (missing) return setState({ busy: false, problem: `Paste the ${missing.label} first.` });
    setState({ busy: true });
    const payload = { provider: id, credentials: Object.fromEntries(entered) };
    const answer = await callSettings('connect', payload).catch(() => undefined);
    if (answer?.type === 'saved') onConnected(answer.view);
    else setState({ busy: false, problem: problemOf(answer) });
  }

  return (
    <Form onSubmit={connect}>
      <Stack space="space.100">
        {credentials.map((field, index) => (
          <Stack key={field.name}>
            <Label labelFor={field.name}>{field.label}</Label>
            <Textfield
              id={field.name}
              type={field.type === 'secret' ? 'password' : 'text'}
              isDisabled={busy}
              isInvalid={problem !== undefined}
              {...(field.type === 'text' && field.placeholder
                ? { placeholder: field.placeholder }
                : {})}
              onChange={(event) => {
                typed.current[field.name] = String(event.target.value ?? '');
              }}
            />
            {index === credentials.length - 1 && <FieldMessage error={problem} />}
            {field.help && <HelperMessage>{field.help}</HelperMessage>}
          </Stack>
        ))}
        <Stack>
          <HelperMessage>
            {words.keyFrom} The {words.key} is stored encrypted and never shown again.
          </HelperMessage>
          {words.keyNotes.map((note) => (
            <HelperMessage key={note}>{note}</HelperMessage>
          ))}
        </Stack>
        <Inline space="space.100">
          <LoadingButton type="submit" appearance="primary" isLoading={busy}>
            Connect
          </LoadingButton>
          {onCancel && (
            <Button appearance="subtle" isDisabled={busy} onClick={onCancel}>
              Cancel
            </Button>
          )}
        </Inline>
      </Stack>
    </Form>
  );
}

function problemOf(answer: Exclude<SettingsResult, { type: 'saved' }> | undefined): string {
  switch (answer?.type) {
    case undefined:
      return 'The app did not answer, so the key was not stored. Choose Connect again.';
    case 'invalid':
      return answer.errors.map((error) => error.message).join(' ');
    case 'refused':
      return `${answer.message} ${answer.remedy}`;
    case 'conflict':
      return `${answer.message} Choose Connect again.`;
  }
}
