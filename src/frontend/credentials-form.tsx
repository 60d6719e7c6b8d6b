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
import { useRef, useState, type ReactNode } from 'react';
import type { ConnectableProvider } from '../contract';
import { FieldMessage } from './field-message';

interface CredentialsFormProps {
  provider: ConnectableProvider;
  /** Sends what was entered to the app; answers what is wrong, and nothing when it was taken. */
  submit: (credentials: Record<string, string>) => Promise<string | undefined>;
  /** Fields that come before those of the provider. */
  children?: ReactNode;
  /** Shown as a second button when there is something to go back to. */
  onCancel?: () => void;
}

/** Takes a provider's key and has it checked at once. It goes to the app and nowhere else. */
export function CredentialsForm({ provider, submit, children, onCancel }: CredentialsFormProps) {
  const { words, credentials } = provider;
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
    const wrong = await submit(Object.fromEntries(entered));
    if (wrong !== undefined) setState({ busy: false, problem: wrong });
  }

  return (
    <Form onSubmit={connect}>
      <Stack space="space.100">
        {children}
        {credentials.map((field, index) => (
          <Stack key={field.name}>
            <Label labelFor={field.name}>{field.label}</Label>
            <Textfield
              id={field.name}
              type={field.type === 'secret' ? 'password' : 'text'}
              // Somebody pressed a button to get here.
              autoFocus={index === 0 && onCancel !== undefined}
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
