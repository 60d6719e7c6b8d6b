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
import type { SettingsResult, SettingsView } from '../../contract';
import { callSettings } from '../call-resolver';
import { FieldMessage } from './field-message';

interface ConnectFormProps {
  onConnected: (view: SettingsView) => void;
  /** Shown as a second button when there is something to go back to. */
  onCancel?: () => void;
}

/** Takes an API key and has it checked at once. The key goes to the app and nowhere else. */
export function ConnectForm({ onConnected, onCancel }: ConnectFormProps) {
  const typed = useRef('');
  const [{ busy, problem }, setState] = useState<{ busy: boolean; problem?: string }>({
    busy: false,
  });

  async function connect() {
    const token = typed.current.trim();
    if (token === '') return setState({ busy: false, problem: 'Paste an API key first.' });
    setState({ busy: true });
    const answer = await callSettings('connect', { token }).catch(() => undefined);
    if (answer?.type === 'saved') onConnected(answer.view);
    else setState({ busy: false, problem: problemOf(answer) });
  }

  return (
    <Form onSubmit={connect}>
      <Stack space="space.100">
        <Stack>
          <Label labelFor="token">API key</Label>
          <Textfield
            id="token"
            type="password"
            isDisabled={busy}
            isInvalid={problem !== undefined}
            onChange={(event) => {
              typed.current = String(event.target.value ?? '');
            }}
          />
          <FieldMessage error={problem} />
          <HelperMessage>
            In Codesphere: User settings → API keys. The key is stored encrypted and never shown
            again.
          </HelperMessage>
          <HelperMessage>
            Is this repository private? Then the owner of the key must have connected Bitbucket in
            Codesphere, or the code cannot be cloned.
          </HelperMessage>
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
