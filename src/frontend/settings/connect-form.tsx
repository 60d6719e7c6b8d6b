import type { ConnectableProvider, SettingsResult, SettingsView } from '../../contract';
import { callSettings } from '../call-resolver';
import { CredentialsForm } from '../credentials-form';

interface ConnectFormProps {
  provider: ConnectableProvider;
  /** Whether its first field begins with the focus. */
  isSentTo: boolean;
  onConnected: (view: SettingsView) => void;
  /** Shown as a second button when there is something to go back to. */
  onCancel?: () => void;
}

/** Connects the repository with a key of its own. */
export function ConnectForm({ provider, isSentTo, onConnected, onCancel }: ConnectFormProps) {
  async function submit(credentials: Record<string, string>) {
    const payload = { provider: provider.id, credentials };
    const answer = await callSettings('connect', payload).catch(() => undefined);
    if (answer?.type !== 'saved') return connectProblem(answer);
    onConnected(answer.view);
    return undefined;
  }
  return (
    <CredentialsForm
      provider={provider}
      isSentTo={isSentTo}
      submit={submit}
      {...(onCancel ? { onCancel } : {})}
    />
  );
}

/** Why nothing was connected, in words. */
export function connectProblem(
  answer: Exclude<SettingsResult, { type: 'saved' }> | undefined,
): string {
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
