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
  /** Whether the first field of the provider begins with the focus. */
  isSentTo?: boolean;
  /** Sends what was entered to the app; answers what is wrong, and nothing when it was taken. */
  submit: (credentials: Record<string, string>) => Promise<string | undefined>;
  /** Fields that come before those of the provider; the first of them begins with the focus. */
  children?: ReactNode;
  /** Whether these are filled in. They say themselves what is wrong. */
  isReady?: () => boolean;
  /** Shown as a second button when there is something to go back to. */
  onCancel?: () => void;
}

/** Takes a provider's key and has it checked at once. It goes to the app and nowhere else. */
export function CredentialsForm({
  provider,
  isSentTo = false,
  submit,
  children,
  isReady = () => true,
  onCancel,
}: CredentialsFormProps) {
  const { words, credentials } = provider;
  const typed = useRef<Record<string, string>>({});
  const [{ busy, problem }, setState] = useState<{ busy: boolean; problem?: string }>({
    busy: false,
  });
  // The empty field that a press found is drawn anew each time, to begin with the focus.
  const [empty, setEmpty] = useState<{ name: string; turn: number }>();

  async function connect() {
    if (busy) return;
    if (!isReady()) return setState({ busy: false });
    const entered = credentials.map(
      ({ name }) => [name, typed.current[name]?.trim() ?? ''] as const,
    );
    const missing = credentials.find((_, index) => entered[index]?.[1] === '');
    if (missing) {
      setEmpty((before) => ({ name: missing.name, turn: (before?.turn ?? 0) + 1 }));
      return setState({ busy: false, problem: `Enter the ${missing.label} first.` });
    }
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
              key={empty?.name === field.name ? empty.turn : 0}
              id={field.name}
              type={field.type === 'secret' ? 'password' : 'text'}
              autoFocus={empty?.name === field.name || (index === 0 && isSentTo)}
              defaultValue={typed.current[field.name] ?? ''}
              // A disabled one would lose the focus of whoever pressed Enter in it.
              isReadOnly={busy}
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
